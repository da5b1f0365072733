import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineCall } from "../test/engine/project";
import { run } from "../test/vm/world/command";

export interface Measurement {
    readonly seconds: number;
    readonly output: string;
    /** Peak resident memory in mebibytes by program, all its processes added up, although they may peak apart. */
    readonly peakMib: Readonly<Record<string, number>>;
    /** Processor time in seconds by program, of its longer-lived processes. Says more than the clock on a busy computer. */
    readonly cpuSeconds: Readonly<Record<string, number>>;
}

/** Names a run in the environment, which every process that it starts inherits, however far it detaches itself. */
const mark = "HARDENED_HOST_BENCH_RUN";
const sampleIntervalMs = 100;

/** USER_HZ of Linux on every architecture that matters here, see time(7). */
const ticksPerSecond = 100;

interface ProcessUse {
    readonly program: string;
    readonly peakKib: number;
    readonly cpuTicks: number;
}

/** Runs a program that must succeed; its time, and the memory of it and all that it starts. */
export async function measure(call: EngineCall): Promise<Measurement> {
    const id = randomUUID();
    const uses = new Map<string, ProcessUse>();
    const finished = new AbortController();
    const sampling = sampleUntil(finished.signal, id, uses);
    const result = await run(call.program, call.args, { cwd: call.cwd, env: { ...call.env, [mark]: id } });
    finished.abort();
    await sampling;
    if (result.status !== 0) throw new Error(`${call.args.join(" ")} ended with ${result.status}:\n${result.output}`);
    const all = [...uses.values()];
    return {
        seconds: result.seconds,
        output: result.output,
        peakMib: sums(all, ({ peakKib }) => peakKib / 1024),
        cpuSeconds: sums(all, ({ cpuTicks }) => cpuTicks / ticksPerSecond),
    };
}

function sums(uses: readonly ProcessUse[], amount: (use: ProcessUse) => number): Record<string, number> {
    const byProgram: Record<string, number> = {};
    for (const use of uses) byProgram[use.program] = (byProgram[use.program] ?? 0) + amount(use);
    return byProgram;
}

async function sampleUntil(signal: AbortSignal, id: string, uses: Map<string, ProcessUse>): Promise<void> {
    const strangers = new Set<string>();
    while (!signal.aborted) {
        const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && !strangers.has(name));
        for (const pid of pids) {
            const use = await useOf(pid, id);
            if (use !== undefined) uses.set(pid, use);
            else if (!uses.has(pid)) strangers.add(pid);
        }
        await sleep(sampleIntervalMs, undefined, { signal }).catch(() => undefined);
    }
}

/** Of a process of this run; `undefined` for another, or one that ended meanwhile. */
async function useOf(pid: string, id: string): Promise<ProcessUse | undefined> {
    try {
        if (!(await readFile(`/proc/${pid}/environ`, "latin1")).includes(id)) return undefined;
        const peakKib = Number(/^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
        // Fields 14 and 15 of proc_pid_stat(5); the second, in parentheses, may hold blanks.
        const stat = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
        const cpuTicks = Number(stat[11]) + Number(stat[12]);
        return { program: programOf(await readFile(`/proc/${pid}/cmdline`, "utf8")), peakKib, cpuTicks };
    } catch {
        return undefined;
    }
}

/** What a process is to us, by its command line. */
function programOf(commandLine: string): string {
    const [path = ""] = commandLine.split("\0");
    const name = path.split("/").at(-1)?.split(":")[0] ?? "";
    if (name === "pulumi" || name === "pulumi-language-nodejs") return "engine";
    if (name === "ssh") return "ssh";
    if (name !== "node") return "others";
    return commandLine.includes("provider") ? "provider" : "program";
}
