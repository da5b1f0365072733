import type { Segment } from "./inputs";
import type { PortForward } from "./port-forward";
import { hardwareAddresses } from "./seed";

/** Names of the files in a machine's folder. */
export const machineFiles = {
    kernel: "kernel",
    initrd: "initrd",
    base: "base.qcow2",
    disk: "disk.qcow2",
    seed: "seed.iso",
    serialLog: "serial.log",
    qemuLog: "qemu.log",
    pid: "qemu.pid",
    monitor: "qmp.sock",
} as const;

export interface QemuSettings {
    readonly machineId: string;
    /** Absolute path of the machine's folder, in which QEMU is started: other paths are relative to it. */
    readonly folder: string;
    readonly memoryMib: number;
    readonly cpus: number;
    readonly accelerator: "kvm" | "tcg";
    readonly segment?: Segment | undefined;
    readonly forwards: readonly PortForward[];
}

/** Id of the user network, to which port forwards are added while the machine runs. */
export const natNetwork = "nat";

/** A sandboxed QEMU cannot start programs, change its user or priorities, or use obsolete system calls. */
export const sandboxArguments = ["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"];

/** How to run the guest's processors. `thread=multi` gives each one a thread of its own. */
export function acceleratorArguments(accelerator: "kvm" | "tcg"): string[] {
    return accelerator === "kvm" ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi", "-cpu", "max"];
}

/** Arguments of `-pidfile`; with the absolute path, they tell this machine's QEMU from every other process. */
export function identifyingArguments(folder: string): [string, string] {
    return ["-pidfile", `${folder}/${machineFiles.pid}`];
}

export function qemuArguments(settings: QemuSettings): string[] {
    const { machineId, folder, memoryMib, cpus } = settings;
    return [
        ...["-name", machineId],
        ...["-nodefaults", "-no-user-config", "-display", "none"],
        ...["-machine", "q35", ...acceleratorArguments(settings.accelerator)],
        ...["-m", String(memoryMib), "-smp", String(cpus)],
        ...["-kernel", machineFiles.kernel, "-initrd", machineFiles.initrd],
        ...["-append", "root=/dev/vda ro console=ttyS0 quiet"],
        ...diskArguments(),
        ...networkArguments(settings),
        ...["-device", "virtio-rng-pci"],
        ...["-serial", `file:${machineFiles.serialLog}`],
        ...["-qmp", `unix:${machineFiles.monitor},server=on,wait=off`],
        ...identifyingArguments(folder),
        ...sandboxArguments,
    ];
}

/**
 * QEMU's default cache mode: what the guest flushed is on this computer's disk, as on a real one, so that a power
 * failure is a fair test of the guest's software.
 */
function diskArguments(): string[] {
    const disk = {
        driver: "qcow2",
        "node-name": "disk",
        discard: "unmap",
        file: { driver: "file", filename: machineFiles.disk, discard: "unmap" },
    };
    const seed = {
        driver: "raw",
        "node-name": "seed",
        "read-only": true,
        file: { driver: "file", filename: machineFiles.seed, "read-only": true },
    };
    return [
        ...["-blockdev", JSON.stringify(disk), "-device", "virtio-blk-pci,drive=disk"],
        ...["-blockdev", JSON.stringify(seed), "-device", "virtio-blk-pci,drive=seed"],
    ];
}

function networkArguments({ machineId, segment, forwards }: QemuSettings): string[] {
    const addresses = hardwareAddresses(machineId);
    const nat = [
        "user",
        `id=${natNetwork}`,
        "ipv4=on",
        "ipv6=on",
        ...forwards.map((forward) => `hostfwd=${forwardRule(forward)}`),
    ];
    const nicArguments = [
        "-netdev",
        nat.join(","),
        "-device",
        `virtio-net-pci,netdev=${natNetwork},mac=${addresses.nat}`,
    ];
    if (segment === undefined) return nicArguments;
    return [
        ...nicArguments,
        ...["-netdev", `tap,id=segment,ifname=${segment.tap},script=no,downscript=no`],
        ...["-device", `virtio-net-pci,netdev=segment,mac=${addresses.segment}`],
    ];
}

/** A forward in QEMU's notation, to the guest's only address on the user network. */
export function forwardRule({ protocol, address, localPort, port }: PortForward): string {
    return `${protocol}:${address}:${localPort}-:${port}`;
}
