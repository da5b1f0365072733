import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Network } from "../containers/network";
import { mustRun, run, type CommandResult } from "../vm/world/command";

const repository = join(__dirname, "..", "..");

interface NpmOptions {
    readonly input?: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly timeoutSeconds?: number;
}

/** A clone of the repository, with a home folder of its own, on a computer in the tests' network or on this one. */
export class OwnersComputer {
    private constructor(
        public readonly folder: string,
        private readonly network: Network | undefined,
    ) {}

    /** Its npm packages, and the programs on its PATH, are those of whoever runs the tests. */
    public static async create(network?: Network): Promise<OwnersComputer> {
        const computer = new OwnersComputer(await mkdtemp(join(tmpdir(), "hardened-host-owner-")), network);
        await mkdir(computer.home);
        await mustRun("git", ["clone", "--quiet", repository, computer.clone]);
        await symlink(join(repository, "node_modules"), join(computer.clone, "node_modules"));
        return computer;
    }

    /** The same clone and home folder, outside of the tests' network: where local machines are, and packages are had. */
    public onThisComputer(): OwnersComputer {
        return new OwnersComputer(this.folder, undefined);
    }

    public get clone(): string {
        return join(this.folder, "clone");
    }

    public get home(): string {
        return join(this.folder, "home");
    }

    public stackFile(stack: string): string {
        return join(this.clone, "stacks", `Pulumi.${stack}.yaml`);
    }

    /** @param config what stands below `config:`. */
    public async writeStack(stack: string, config: Readonly<Record<string, unknown>>): Promise<void> {
        await writeFile(this.stackFile(stack), stringify({ config }));
    }

    /** Runs a command of the README. */
    public npm(
        args: readonly string[],
        { input = "", environment = {}, timeoutSeconds = 600 }: NpmOptions = {},
    ): Promise<CommandResult> {
        const command = ["run", "--silent", ...args];
        const [program, all] = this.network?.command("npm", command) ?? ["npm", command];
        return run(program, all, {
            cwd: this.clone,
            env: { ...this.ownEnvironment(), ...environment },
            input,
            timeoutSeconds,
        });
    }

    private ownEnvironment(): NodeJS.ProcessEnv {
        const isOfThisRun = (name: string) => /^(XDG_STATE_HOME|PULUMI_.*|HARDENED_HOST_.*|RESTIC_.*)$/.test(name);
        return {
            ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfThisRun(name))),
            HOME: this.home,
            XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "/root", ".cache"),
        };
    }

    public remove(): Promise<void> {
        return rm(this.folder, { recursive: true, force: true });
    }
}
