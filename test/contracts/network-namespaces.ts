import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** Two network namespaces joined by a cable, as a host and a machine beside it. Linux, root. */
export class NetworkPair {
    private readonly servers: ChildProcess[] = [];

    private constructor(
        public readonly host: string,
        public readonly peer: string,
    ) {}

    /** Address ranges are the documentation's: RFC 5737, RFC 3849. */
    public static create(hostAddresses: readonly string[], peerAddresses: readonly string[]): NetworkPair {
        const pair = new NetworkPair(`hh-host-${process.pid}`, `hh-peer-${process.pid}`);
        const ends = [
            { space: pair.host, cable: "host0", addresses: hostAddresses },
            { space: pair.peer, cable: "peer0", addresses: peerAddresses },
        ];
        for (const { space } of ends) execFileSync("ip", ["netns", "add", space]);
        execFileSync("ip", [
            "link",
            "add",
            "host0",
            "netns",
            pair.host,
            "type",
            "veth",
            "peer",
            "name",
            "peer0",
            "netns",
            pair.peer,
        ]);
        for (const { space, cable, addresses } of ends) {
            for (const address of addresses) {
                const undetected = address.includes(":") ? ["nodad"] : [];
                pair.run(space, "ip", ["address", "add", address, "dev", cable, ...undetected]);
            }
            for (const link of ["lo", cable]) pair.run(space, "ip", ["link", "set", link, "up"]);
        }
        return pair;
    }

    /** Output of a program inside; throws when it fails. */
    public run(space: string, program: string, args: readonly string[], input = ""): string {
        return execFileSync("ip", ["netns", "exec", space, program, ...args], { encoding: "utf8", input });
    }

    /** Runs a Node program inside to its end, without blocking this process. */
    public async node(space: string, program: string, prefix: readonly string[] = []): Promise<string> {
        const child = spawn("ip", ["netns", "exec", space, ...prefix, process.execPath, "-e", program]);
        let output = "";
        for (const stream of [child.stdout, child.stderr])
            stream.on("data", (data: Buffer) => (output += data.toString()));
        const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
        if (status !== 0) throw new Error(`a program in ${space} failed: ${output}`);
        return output.trim();
    }

    /** A server on all addresses that sends back what it gets. Ends with the pair. */
    public async serve(space: string, port: number): Promise<void> {
        const program = `
            const server = require("node:net").createServer((socket) => socket.on("error", () => {}).pipe(socket));
            server.listen(${port}, "::", () => console.log("listening"));`;
        const child = spawn("ip", ["netns", "exec", space, process.execPath, "-e", program]);
        this.servers.push(child);
        await new Promise<void>((resolve, reject) => {
            child.stdout.once("data", () => resolve());
            child.once("exit", () => reject(new Error(`the server on port ${port} in ${space} ended`)));
        });
    }

    public destroy(): void {
        for (const server of this.servers) server.kill();
        for (const space of [this.host, this.peer]) execFileSync("ip", ["netns", "delete", space]);
    }
}

/** Why namespaces and nft cannot be used here, `undefined` when they can. */
export function namespaceObstacle(): string | undefined {
    if (process.platform !== "linux") return "needs Linux";
    if (process.getuid?.() !== 0) return "needs root, for network namespaces";
    try {
        execFileSync("ip", ["-Version"], { stdio: "ignore" });
        execFileSync("nft", ["--version"], { stdio: "ignore" });
        execFileSync("unshare", ["--net", "nft", "list", "ruleset"], { stdio: "ignore" });
        return undefined;
    } catch (error) {
        return `needs ip, unshare and nft that may change a network namespace (${String(error).split("\n")[0]})`;
    }
}
