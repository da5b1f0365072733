import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { mustRun, run, type CommandOptions, type CommandResult } from "../vm/world/command";

/** Of the deploying computer, in a range for documentation (RFC 5737). */
export const deployerAddress = "198.51.100.1";

/** A network namespace with a bridge: containers are plugged into it, and deployers run in it. Nothing leaves it. */
export class Network {
    public static readonly bridge = "bridge0";

    public constructor(public readonly namespace: string) {}

    public async create(): Promise<void> {
        await this.remove();
        const inside = `-n ${this.namespace}`;
        const commands = [
            `netns add ${this.namespace}`,
            `${inside} link set lo up`,
            `${inside} link add ${Network.bridge} type bridge`,
            `${inside} addr add ${deployerAddress}/24 dev ${Network.bridge}`,
            `${inside} link set ${Network.bridge} up`,
        ];
        for (const command of commands) await mustRun("ip", command.split(" "));
    }

    /** The program and arguments that run a program in the namespace; the file system stays as it is. */
    public command(program: string, args: readonly string[]): [string, string[]] {
        return ["nsenter", [`--net=/run/netns/${this.namespace}`, "--", program, ...args]];
    }

    public run(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
        return run(...this.command(program, args), options);
    }

    /** Ends with this process, also when that is killed: no machine stays behind. */
    public spawn(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
        return spawn(...this.command("setpriv", ["--pdeathsig", "KILL", "--", program, ...args]), options);
    }

    public async remove(): Promise<void> {
        await run("ip", ["netns", "delete", this.namespace]);
    }
}
