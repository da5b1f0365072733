import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chooseAccelerator } from "../../provider/local-machine/accelerator";
import type { GuestImage } from "../../provider/local-machine/image";
import { acceleratorArguments } from "../../provider/local-machine/qemu-arguments";
import { Network } from "../containers/network";
import type { TestMachine } from "../containers/test-machine";
import { mustRun, run, type CommandResult } from "../vm/world/command";
import { doorPort, guestSeedImage } from "./guest-seed";

/** An emulated machine with a kernel, a disk and a clock of its own: what it did not flush is lost with its power. */
export class GuestMachine implements TestMachine {
    private machine: ChildProcess | undefined;
    private readonly files = new Map<string, { content: string; mode: number }>();
    private hasBooted = false;

    private constructor(
        private readonly image: GuestImage,
        private readonly network: Network,
        private readonly folder: string,
        private readonly number: number,
        public readonly name: string,
    ) {}

    /** @param number 2 to 99: last part of its address. */
    public static async create(image: GuestImage, network: Network, number: number): Promise<GuestMachine> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-guest-"));
        const guest = new GuestMachine(image, network, folder, number, `hhg${number}`);
        const backing = ["-b", image.disk, "-F", "qcow2", guest.path("disk.qcow2"), "3G"];
        await mustRun("qemu-img", ["create", "-q", "-f", "qcow2", ...backing]);
        await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", guest.path("door")]);
        for (const tap of [guest.tap("w"), guest.tap("d")]) {
            const inside = ["-n", network.namespace];
            await mustRun("ip", [...inside, "tuntap", "add", tap, "mode", "tap"]);
            await mustRun("ip", [...inside, "link", "set", tap, "master", Network.bridge, "up"]);
        }
        return guest;
    }

    public get address(): string {
        return `198.51.100.${this.number}`;
    }

    private get doorAddress(): string {
        return `198.51.100.${this.number + 100}`;
    }

    private path(name: string): string {
        return join(this.folder, name);
    }

    private tap(kind: "w" | "d"): string {
        return `${this.name}${kind}`;
    }

    private mac(kind: "w" | "d"): string {
        return `52:54:00:00:0${kind === "w" ? 1 : 2}:${this.number.toString(16).padStart(2, "0")}`;
    }

    public async write(path: string, content: string, mode = 0o644): Promise<void> {
        if (!this.hasBooted) {
            this.files.set(path, { content, mode });
            return;
        }
        const base64 = Buffer.from(content).toString("base64");
        await this.text(`umask 077; echo ${base64} | base64 -d >'${path}'; chmod 0${mode.toString(8)} '${path}'`);
    }

    public async boot(): Promise<void> {
        if (!this.hasBooted) await this.makeSeed();
        const args = await this.qemuArguments();
        this.machine = this.network.spawn("qemu-system-x86_64", args, { stdio: "ignore" });
        await this.waitUntilBooted(this.machine);
        this.hasBooted = true;
    }

    private async makeSeed(): Promise<void> {
        const seed = guestSeedImage({
            name: this.name,
            wire: { mac: this.mac("w"), cidr: `${this.address}/24` },
            door: { mac: this.mac("d"), cidr: `${this.doorAddress}/24` },
            doorKey: (await readFile(this.path("door.pub"), "utf8")).trim(),
            files: this.files,
        });
        await writeFile(this.path("seed.iso"), seed);
    }

    private async qemuArguments(): Promise<string[]> {
        const network = (kind: "w" | "d") => [
            ...["-netdev", `tap,id=${kind},ifname=${this.tap(kind)},script=no,downscript=no`],
            ...["-device", `virtio-net-pci,netdev=${kind},mac=${this.mac(kind)}`],
        ];
        return [
            ...["-name", this.name, "-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35"],
            ...acceleratorArguments(await chooseAccelerator(this.image.kernel)),
            ...["-m", "1024", "-smp", "2", "-kernel", this.image.kernel, "-initrd", this.image.initrd],
            ...["-append", "root=/dev/vda ro console=ttyS0 quiet"],
            ...["-drive", `file=${this.path("disk.qcow2")},format=qcow2,if=virtio`],
            ...["-drive", `file=${this.path("seed.iso")},format=raw,if=virtio,readonly=on`],
            ...[...network("w"), ...network("d"), "-device", "virtio-rng-pci"],
            ...["-serial", `file:${this.path("console.log")}`],
        ];
    }

    private async waitUntilBooted(machine: ChildProcess): Promise<void> {
        const deadline = Date.now() + 10 * 60_000;
        const wait = `${this.hasBooted ? "" : "cloud-init status --wait >/dev/null; "}systemctl is-system-running --wait`;
        while (Date.now() < deadline && machine.exitCode === null) {
            const state = (await this.exec(wait)).stdout.trim();
            if (state === "running" || state === "degraded") return;
            await sleep(3000);
        }
        const console_ = await readFile(this.path("console.log"), "utf8").catch(() => "");
        throw new Error(`${this.name} did not boot within ten minutes:\n${console_.slice(-3000)}`);
    }

    public exec(script: string): Promise<CommandResult> {
        const options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
        const multiplexed = ["ControlMaster=auto", `ControlPath=${this.path("control")}`, "ControlPersist=60"];
        const timeouts = ["ConnectTimeout=10", "ServerAliveInterval=10", "ServerAliveCountMax=6"];
        const settings = [...options, ...multiplexed, ...timeouts].flatMap((option) => ["-o", option]);
        const login = ["-F", "none", "-i", this.path("door"), "-p", String(doorPort), `root@${this.doorAddress}`];
        // The door has a network of its own; scripts see the machine's.
        const inside = "nsenter --target 1 --net --mount sh -s";
        return this.network.run("ssh", [...settings, ...login, inside], { input: script, timeoutSeconds: 300 });
    }

    public async text(script: string): Promise<string> {
        const result = await this.exec(script);
        if (result.status !== 0) throw new Error(`${this.name}, status ${result.status}: ${script}\n${result.output}`);
        return result.stdout.trimEnd();
    }

    public async powerOff(): Promise<void> {
        const { machine } = this;
        if (machine === undefined) return;
        this.machine = undefined;
        const ended = machine.exitCode === null ? once(machine, "close") : Promise.resolve();
        machine.kill("SIGKILL");
        await ended;
        await run("ssh", ["-o", `ControlPath=${this.path("control")}`, "-O", "exit", "guest"]);
        await rm(this.path("control"), { force: true });
    }

    public async plug(connected: boolean): Promise<void> {
        const link = ["-n", this.network.namespace, "link", "set", this.tap("w"), connected ? "up" : "down"];
        await mustRun("ip", link);
    }

    public async remove(): Promise<void> {
        await this.powerOff();
        await rm(this.folder, { recursive: true, force: true });
    }
}
