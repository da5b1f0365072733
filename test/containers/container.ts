import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mustRun, run, type CommandResult } from "../vm/world/command";
import { canGrantBpf } from "./bpf";
import { ControlGroup } from "./control-group";
import { Network } from "./network";
import type { TestMachine } from "./test-machine";

/**
 * A Debian 13 with systemd, sshd, nftables and a package manager of its own, in namespaces of this computer: it runs
 * at full speed and boots in a second or two. The kernel is this computer's, and its settings cannot be changed.
 */
export class Container implements TestMachine {
    private machine: ChildProcess | undefined;
    private leader = 0;

    private constructor(
        private readonly network: Network,
        private readonly folder: string,
        public readonly name: string,
        public readonly address: string,
        private readonly loadsBpf: boolean,
        private readonly group: ControlGroup,
    ) {}

    /**
     * @param number 2 to 254: last part of its address.
     * @param options.diskMib size of its own disk, which holds whatever differs from the base system.
     * @param options.loadsBpf whether its systemd may load BPF programs, as on a machine of its own: without them
     * `SocketBindDeny=`, `IPAddressDeny=` and their like are read and not enforced, as also where this computer cannot
     * grant it.
     */
    public static async create(
        base: string,
        network: Network,
        number: number,
        { diskMib = 400, loadsBpf = false }: { readonly diskMib?: number; readonly loadsBpf?: boolean } = {},
    ): Promise<Container> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-container-"));
        // Also the name of a network interface, with three characters before it: 15 at most.
        const name = `hh${process.pid}n${number}`;
        const group = await ControlGroup.of(name);
        const container = new Container(network, folder, name, `198.51.100.${number}`, loadsBpf, group);
        await container.makeDisk(base, diskMib);
        const settings = `[Match]\nName=host0\n[Network]\nAddress=${container.address}/24\nLinkLocalAddressing=no\n`;
        await container.write("/etc/systemd/network/10-host0.network", settings);
        return container;
    }

    private async makeDisk(base: string, diskMib: number): Promise<void> {
        const path = (name: string) => join(this.folder, name);
        await Promise.all([mkdir(path("disk")), mkdir(path("root"))]);
        await mustRun("truncate", ["--size", `${diskMib}M`, path("disk.img")]);
        await mustRun("mkfs.ext4", ["-q", "-F", "-m", "0", path("disk.img")]);
        await mustRun("mount", ["-o", "loop", path("disk.img"), path("disk")]);
        await Promise.all([mkdir(path("disk/upper")), mkdir(path("disk/work"))]);
        const layers = `lowerdir=${base},upperdir=${path("disk/upper")},workdir=${path("disk/work")}`;
        await mustRun("mount", ["-t", "overlay", "overlay", "-o", layers, this.root]);
    }

    /** Its root file system as this computer sees it. */
    public get root(): string {
        return join(this.folder, "root");
    }

    /** Puts a file there from outside, for example before its first boot. */
    public async write(path: string, content: string, mode = 0o644): Promise<void> {
        await mkdir(join(this.root, path, ".."), { recursive: true });
        await writeFile(join(this.root, path), content, { mode });
    }

    /** Starts it and waits until its systemd has finished booting. */
    public async boot(): Promise<void> {
        const args = [
            ...["--quiet", "--boot", "--register=no", "--keep-unit", "--link-journal=no", "--resolv-conf=off"],
            ...["--timezone=off", `--directory=${this.root}`, `--machine=${this.name}`],
            `--network-bridge=${Network.bridge}`,
            ...(this.loadsBpf && (await canGrantBpf())
                ? ["--capability=CAP_BPF,CAP_PERFMON", "--system-call-filter=bpf"]
                : []),
        ];
        this.machine = this.network.spawn(...this.group.command("systemd-nspawn", args), {
            stdio: ["ignore", "pipe", "pipe"],
            // Debian 13 wants the unified hierarchy of control groups, whatever this computer uses itself.
            env: { ...process.env, UNIFIED_CGROUP_HIERARCHY: "1" },
        });
        const console_ = createWriteStream(join(this.folder, "console.log"), { flags: "a" });
        this.machine.stdout?.pipe(console_, { end: false });
        this.machine.stderr?.pipe(console_, { end: false });
        await this.waitUntilBooted(this.machine);
    }

    private async waitUntilBooted(machine: ChildProcess): Promise<void> {
        const deadline = Date.now() + 90_000;
        while (Date.now() < deadline && machine.exitCode === null) {
            // nspawn's child is the container's first process.
            this.leader = Number((await run("pgrep", ["-P", String(machine.pid)])).stdout.split("\n")[0]);
            if (this.leader > 0) {
                const state = (await this.exec("systemctl is-system-running 2>&1")).stdout.trim();
                if (state === "running" || state === "degraded") return;
            }
            await sleep(200);
        }
        const output = await readFile(join(this.folder, "console.log"), "utf8");
        throw new Error(`${this.name} did not boot within 90 s:\n${output.slice(-3000)}`);
    }

    /** Runs a shell script as root inside, by the door that no firewall and no sshd guards. */
    public exec(script: string): Promise<CommandResult> {
        const inside = ["--target", String(this.leader), "--all", "--", "env", "-i", "LC_ALL=C"];
        // By standard input: what stands in a command line is there for all to read.
        return run("nsenter", [...inside, "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-s"], {
            input: script,
        });
    }

    /** Process of this computer in whose namespaces it runs, for a program of this computer that is to run in some of them. */
    public processId(): string {
        return String(this.leader);
    }

    /** Output of a script that must succeed. */
    public async text(script: string): Promise<string> {
        const result = await this.exec(script);
        if (result.status !== 0) throw new Error(`${this.name}, status ${result.status}: ${script}\n${result.output}`);
        return result.stdout.trimEnd();
    }

    /** Ends every process in it at once, as a power loss does. What was written stays, also what was not yet synced. */
    public async powerOff(): Promise<void> {
        const { machine } = this;
        if (machine === undefined) return;
        this.machine = undefined;
        const ended = machine.exitCode === null ? once(machine, "close") : Promise.resolve();
        if (this.leader > 0) await run("kill", ["-KILL", String(this.leader)]);
        machine.kill("SIGTERM");
        await ended;
        await sleep(100);
    }

    /** Takes the wire out, or puts it back. */
    public async plug(connected: boolean): Promise<void> {
        const link = ["-n", this.network.namespace, "link", "set", `vb-${this.name}`, connected ? "up" : "down"];
        await mustRun("ip", link);
    }

    public async remove(): Promise<void> {
        await this.powerOff();
        await run("umount", ["--lazy", this.root]);
        await run("umount", [join(this.folder, "disk")]);
        await rm(this.folder, { recursive: true, force: true });
        await this.group.remove();
    }
}

/** Why containers cannot be run here, `undefined` when they can. */
export async function containerObstacle(): Promise<string | undefined> {
    if (process.platform !== "linux") return "needs Linux";
    if (process.getuid?.() !== 0) return "needs root, for namespaces and file systems of its own";
    for (const program of ["systemd-nspawn", "mmdebstrap", "nsenter", "ip"]) {
        const found = await run("sh", ["-c", `command -v ${program}`]);
        if (found.status !== 0) return `needs ${program} (npm run test:faults installs it)`;
    }
    return undefined;
}

/** A `before` hook may have to build what its containers run: minutes on a busy computer, once. */
const buildTimeoutMs = 15 * 60 * 1000;

/** Skips the suite of a `before` hook, and says why, where containers cannot be run; else the hook may take its time. */
export async function skipWithoutContainers(suite: Mocha.Context): Promise<void> {
    // 0 is without end.
    if (suite.timeout() > 0) suite.timeout(Math.max(suite.timeout(), buildTimeoutMs));
    const obstacle = await containerObstacle();
    if (obstacle === undefined) return;
    process.stdout.write(`    skipped: ${obstacle}\n`);
    suite.skip();
}
