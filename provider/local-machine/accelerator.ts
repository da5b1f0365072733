import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../components/builds/user-folders";
import { acceleratorArguments, sandboxArguments } from "./qemu-arguments";
import { emulator } from "./qemu-process";

export type Accelerator = "kvm" | "tcg";

const probeSeconds = 5;

/** True when the console of a probe guest shows that its kernel ran. */
export function kernelPrinted(console: string): boolean {
    return /^\[ +\d+\.\d+\] Linux version \d/m.test(console);
}

/**
 * KVM where it works, else software emulation. That /dev/kvm opens is no proof: inside another virtual machine it may
 * then run nothing. So a kernel is started under it, once for each start of this computer.
 */
export async function chooseAccelerator(kernel: string): Promise<Accelerator> {
    const mayOpen = await access("/dev/kvm", constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
    );
    if (!mayOpen) return "tcg";
    const bootId = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    const verdictPath = join(cacheFolder(), "accelerator");
    const [knownBoot, known] = (await readFile(verdictPath, "utf8").catch(() => "")).trim().split(" ");
    if (knownBoot === bootId && (known === "kvm" || known === "tcg")) return known;

    const verdict = kernelPrinted(await probeConsole(kernel)) ? "kvm" : "tcg";
    await mkdir(cacheFolder(), { recursive: true, mode: 0o700 });
    const partial = `${verdictPath}.${process.pid}.partial`;
    await writeFile(partial, `${bootId} ${verdict}\n`);
    await rename(partial, verdictPath);
    return verdict;
}

/** What a guest with nothing but a kernel prints under KVM in its first seconds. */
function probeConsole(kernel: string): Promise<string> {
    const probe = spawn(
        emulator,
        [
            ...["-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35", "-m", "256"],
            ...acceleratorArguments("kvm"),
            ...["-kernel", kernel, "-append", "console=ttyS0 panic=-1", "-no-reboot", "-serial", "stdio"],
            ...sandboxArguments,
        ],
        { stdio: ["ignore", "pipe", "ignore"], timeout: probeSeconds * 1000, killSignal: "SIGKILL" },
    );
    let console = "";
    return new Promise((resolve, reject) => {
        probe.stdout.setEncoding("utf8").on("data", (text: string) => {
            console += text;
            if (kernelPrinted(console)) probe.kill("SIGKILL");
        });
        probe.once("error", reject);
        probe.once("close", () => resolve(console));
    });
}
