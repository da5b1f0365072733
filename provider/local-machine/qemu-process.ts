import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperationError } from "../resource";
import { identifyingArguments, machineFiles, qemuArguments, type QemuSettings } from "./qemu-arguments";
import { withQmp } from "./qmp";
import { missingProgram } from "./run-program";

export const emulator = "qemu-system-x86_64";

/** Process id of the QEMU that runs the machine of this folder, if it runs. */
export async function findQemu(folder: string): Promise<number | undefined> {
    const pid = Number(await readFile(join(folder, machineFiles.pid), "utf8").catch(() => ""));
    return Number.isInteger(pid) && pid > 0 && (await isQemuOf(folder, pid)) ? pid : undefined;
}

/** The id in a file may have gone to another process since: only the arguments of the process itself are proof. */
async function isQemuOf(folder: string, pid: number): Promise<boolean> {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const [program = "", ...args] = commandLine.split("\0");
    const [option, pidFile] = identifyingArguments(folder);
    return basename(program).startsWith("qemu-system-") && args[args.indexOf(option) + 1] === pidFile;
}

/**
 * Starts QEMU apart from this process, which it outlives, and returns when its monitor answers. Not by QEMU's own
 * `-daemonize`: that forks, which the sandbox forbids.
 */
export async function startQemu(settings: QemuSettings): Promise<number> {
    const { folder } = settings;
    await rm(join(folder, machineFiles.monitor), { force: true });
    const log = await open(join(folder, machineFiles.qemuLog), "w", 0o600);
    const stdio: StdioOptions = ["ignore", log.fd, log.fd];
    const child = spawn(emulator, qemuArguments(settings), { cwd: folder, detached: true, stdio });
    try {
        await hasStarted(child);
        child.unref();
        await waitForMonitor(folder, () => child.exitCode !== null || child.signalCode !== null);
    } catch (error) {
        await endQemu(folder);
        throw error;
    } finally {
        await log.close();
    }
    if (child.pid === undefined) throw new Error("a process that was started has no id");
    return child.pid;
}

function hasStarted(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", (error: NodeJS.ErrnoException) => {
            reject(error.code === "ENOENT" ? missingProgram(emulator) : error);
        });
    });
}

async function waitForMonitor(folder: string, hasEnded: () => boolean): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
        if (hasEnded()) throw new OperationError(`QEMU did not start: ${await lastWords(folder)}`);
        const answer = await withQmp(folder, (qmp) => qmp.execute("query-status")).catch((error: unknown) => error);
        if (!(answer instanceof Error)) return;
        if (Date.now() > deadline) {
            throw new OperationError(`QEMU started, but its monitor does not answer: ${answer.message}`);
        }
        await sleep(100);
    }
}

async function lastWords(folder: string): Promise<string> {
    const log = await readFile(join(folder, machineFiles.qemuLog), "utf8").catch(() => "");
    return log.trim().split("\n").slice(-5).join("\n  ") || "it said nothing";
}

/** True when the process has ended within the time given. */
async function hasEndedWithin(folder: string, seconds: number): Promise<boolean> {
    const deadline = Date.now() + seconds * 1000;
    while ((await findQemu(folder)) !== undefined) {
        if (Date.now() > deadline) return false;
        await sleep(200);
    }
    return true;
}

/** Presses the power button and waits; a guest that is still booting misses it, so it is pressed again. */
export async function powerOff(
    folder: string,
    timeoutSeconds: number,
    onWait: (seconds: number) => void,
): Promise<boolean> {
    const startedAt = Date.now();
    const secondsSince = () => Math.round((Date.now() - startedAt) / 1000);
    while (secondsSince() < timeoutSeconds) {
        onWait(secondsSince());
        // QEMU may end at any moment, in the middle of a conversation too.
        await withQmp(folder, (qmp) => qmp.execute("system_powerdown")).catch(() => {});
        if (await hasEndedWithin(folder, 15)) return true;
    }
    return false;
}

/** Ends QEMU at once, as a power failure would end the guest. Never touches another process. */
export async function endQemu(folder: string): Promise<void> {
    await withQmp(folder, (qmp) => qmp.execute("quit")).catch(() => {});
    if (await hasEndedWithin(folder, 10)) return;
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
        const pid = await findQemu(folder);
        if (pid === undefined) return;
        process.kill(pid, signal);
        if (await hasEndedWithin(folder, 10)) return;
    }
    throw new OperationError(
        `QEMU of ${folder} (process ${await findQemu(folder)}) cannot be ended. End it and try again`,
    );
}
