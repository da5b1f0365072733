import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { mustRun, run, type CommandResult } from "./command";
import { release } from "./release";
import { Segment } from "./segment";

const repository = join(__dirname, "..", "..", "..");

const outputsSchema = z.object({
    address: z.string(),
    sshPort: z.number(),
    sshCommand: z.string(),
    hostKey: z.string(),
    knownHosts: z.string(),
    sshfp: z.array(z.string()),
    generation: z.number(),
});
export type Outputs = z.output<typeof outputsSchema>;

/** Settings of the stack's one host, as in the stack file; tests change them as an owner would. */
const stackFileSchema = z.looseObject({
    config: z.looseObject({
        "hardened-host:hosts": z.looseObject({
            demo: z.looseObject({
                cloud: z.looseObject({ local: z.record(z.string(), z.unknown()) }),
                login: z.record(z.string(), z.unknown()),
                host: z.record(z.string(), z.unknown()),
            }),
        }),
    }),
});
export type DemoHost = z.output<typeof stackFileSchema>["config"]["hardened-host:hosts"]["demo"];

/**
 * A newcomer's clone of the repository, in a home folder of its own, and the machine that quickstart makes from it.
 * Downloads and builds are shared with this computer's cache.
 *
 * `VM_FOLDER=DIR` names the folder, uses the machine that is there, and leaves it running: for working on the tests.
 */
export class Guest {
    public readonly segment = new Segment();
    private current: Outputs | undefined;

    private constructor(
        private readonly folder: string,
        public readonly isKept: boolean,
        /** Its machine is made by this run. */
        public readonly isNew: boolean,
    ) {}

    public static async prepare(): Promise<Guest> {
        const kept = process.env["VM_FOLDER"];
        const folder = kept ?? (await mkdtemp(join(tmpdir(), "hardened-host-vm-")));
        const cloned = await run("git", ["-C", join(folder, "clone"), "rev-parse", "HEAD"]);
        const guest = new Guest(folder, kept !== undefined, cloned.status !== 0);
        await mkdir(join(folder, "home"), { recursive: true });
        if (guest.isNew) {
            await mustRun("git", ["clone", "--quiet", repository, guest.clone]);
            await guest.segment.create();
            await guest.changeSettings(({ cloud, host }) => {
                cloud.local["segment"] = guest.segment.settings;
                host["distribution"] = release;
            });
        }
        return guest;
    }

    public get clone(): string {
        return join(this.folder, "clone");
    }

    public get identityFile(): string {
        return join(this.folder, "home", ".local", "state", "hardened-host", "id_ed25519");
    }

    /** Edits the stack file of the clone. */
    public async changeSettings(change: (host: DemoHost) => void): Promise<void> {
        const path = join(this.clone, "stacks", "Pulumi.local.yaml");
        const file = stackFileSchema.parse(parse(await readFile(path, "utf8")));
        change(file.config["hardened-host:hosts"].demo);
        await writeFile(path, stringify(file));
    }

    /** Runs a command of the README in the clone, as its newcomer would. */
    public npm(args: readonly string[], timeoutSeconds = 1800): Promise<CommandResult> {
        return run("npm", ["run", "--silent", ...args], {
            cwd: this.clone,
            env: this.newcomersEnvironment(),
            timeoutSeconds,
        });
    }

    /** Starts `up`, and kills it with everything that it started once a line says so, as a dying computer would. */
    public killUpWhen(line: RegExp): Promise<void> {
        this.current = undefined;
        const args = ["run", "--silent", "up", "--", "local", "--yes", "--skip-preview", "--non-interactive"];
        const child = spawn("npm", args, {
            cwd: this.clone,
            env: this.newcomersEnvironment(),
            // A session of its own, whose number is the child's: Pulumi gives its plugins other process groups.
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
        return new Promise((resolve, reject) => {
            let output = "";
            let killed = false;
            const watch = (chunk: Buffer) => {
                output += chunk.toString();
                if (killed || child.pid === undefined || !line.test(output)) return;
                killed = true;
                spawn("pkill", ["-KILL", "-s", String(child.pid)], { stdio: "ignore" }).on("error", reject);
            };
            child.stdout.on("data", watch);
            child.stderr.on("data", watch);
            child.on("close", () => {
                if (killed) resolve();
                else reject(new Error(`up ended before it said ${String(line)}:\n${output}`));
            });
        });
    }

    private newcomersEnvironment(): NodeJS.ProcessEnv {
        const home = join(this.folder, "home");
        // Of this test's own run: a newcomer has none of them.
        const isOwn = (name: string) => /^(XDG_STATE_HOME|PULUMI_.*|HARDENED_HOST_.*)$/.test(name);
        return {
            ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOwn(name))),
            HOME: home,
            XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
            npm_config_cache: process.env["npm_config_cache"] ?? join(homedir(), ".npm"),
        };
    }

    public up(): Promise<CommandResult> {
        this.current = undefined;
        return this.npm(["up", "--", "local", "--yes", "--skip-preview", "--non-interactive"]);
    }

    public async outputs(): Promise<Outputs> {
        if (this.current === undefined) {
            const result = await this.npm(["pulumi", "--", "stack", "output", "--json", "--stack", "local"]);
            this.current = outputsSchema.parse(JSON.parse(result.stdout));
        }
        return this.current;
    }

    /** Options of the real client that pin the host's key, and nothing else. */
    public async pinned(): Promise<string[]> {
        const { knownHosts } = await this.outputs();
        const path = join(this.folder, "known_hosts");
        await writeFile(path, `${knownHosts}\n`);
        return [
            "-F",
            "none",
            "-o",
            `UserKnownHostsFile=${path}`,
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            "ConnectTimeout=30",
        ];
    }

    /** Runs a command on the guest as its owner, over SSH. */
    public async ssh(command: string, input = ""): Promise<CommandResult> {
        const { address, sshPort } = await this.outputs();
        const control = join(this.folder, "ssh-control");
        const multiplexed = ["-o", "ControlMaster=auto", "-o", `ControlPath=${control}`, "-o", "ControlPersist=120"];
        const login = [
            "-o",
            "BatchMode=yes",
            "-i",
            this.identityFile,
            "-o",
            "IdentitiesOnly=yes",
            "-p",
            String(sshPort),
        ];
        const options = [...(await this.pinned()), ...multiplexed, ...login];
        return run("ssh", [...options, `deploy@${address}`, command], { input, timeoutSeconds: 1800 });
    }

    /** Runs a script on the guest as root. */
    public root(script: string): Promise<CommandResult> {
        return this.ssh("sudo -n sh -s", script);
    }

    /** Runs a script as root that must succeed, and gives what it printed. */
    public async rootText(script: string): Promise<string> {
        const result = await this.root(script);
        if (result.status !== 0) throw new Error(`on the guest, status ${result.status}:\n${script}\n${result.output}`);
        return result.stdout.trimEnd();
    }

    /** Closes the multiplexed connection, so that the next command opens a new one. */
    public async hangUp(): Promise<void> {
        await run("ssh", ["-o", `ControlPath=${join(this.folder, "ssh-control")}`, "-O", "exit", "guest"]);
        this.current = undefined;
    }

    public async remove(): Promise<void> {
        if (this.isKept) return;
        await this.hangUp();
        const destroyed = await this.npm(["destroy", "--", "local", "--yes", "--skip-preview", "--non-interactive"]);
        await this.segment.remove();
        await rm(this.folder, { recursive: true, force: true });
        if (destroyed.status !== 0) throw new Error(`destroy failed:\n${destroyed.output}`);
    }
}

let shared: Promise<Guest> | undefined;

/** The one guest that most of the suite runs on. */
export function sharedGuest(): Promise<Guest> {
    shared ??= Guest.prepare();
    return shared;
}

export async function removeSharedGuest(): Promise<void> {
    const guest = shared;
    shared = undefined;
    await (await guest)?.remove();
}
