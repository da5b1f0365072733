import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/**
 * Watches, from before a machine is switched on, what answers on its ports: every half second, from its neighbour, by
 * IPv4 and IPv6. Ends when told to, or after twenty minutes.
 */
export class BirthProbe {
    private readonly lines: string[] = [];
    private child: ChildProcess | undefined;

    public start(namespace: string, addresses: readonly string[], ports: readonly number[]): void {
        const attempts = addresses.flatMap((address) => ports.map((port) => `probe ${address} ${port}`)).join("\n");
        const script = `
            probe() {
                banner=$(timeout 1 bash -c 'exec 3<>"/dev/tcp/$1/$2" && echo connected && head -n 1 <&3' - "$1" "$2" 2>/dev/null)
                if [ -n "$banner" ]; then echo "$1 $2 $banner" | tr '\\r\\n' '  '; echo; fi
            }
            for attempt in $(seq 2400); do
                ${attempts}
                sleep 0.5
            done`;
        this.child = spawn("ip", ["netns", "exec", namespace, "bash", "-c", script], {
            stdio: ["ignore", "pipe", "ignore"],
        });
        this.child.stdout?.on("data", (chunk: Buffer) => {
            this.lines.push(
                ...chunk
                    .toString()
                    .split("\n")
                    .filter((line) => line !== ""),
            );
        });
    }

    /** Ends it; gives each answer as `address port connected banner`. */
    public async stop(): Promise<readonly string[]> {
        if (this.child !== undefined && this.child.exitCode === null) {
            const ended = once(this.child, "exit");
            this.child.kill();
            await ended;
        }
        return this.lines;
    }
}
