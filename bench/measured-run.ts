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
}

/** Names a run in the environment, which every process that it starts inherits, however far it detaches itself. */
const mark = "HARDENED_HOST_BENCH_RUN";
const sampleIntervalMs = 100;

interface ProcessPeak {
    readonly program: string;
    readonly peakKib: number;
}

/** Runs a program that must succeed; its time, and the memory of it and all that it starts. */
export async function measure(call: EngineCall): Promise<Measurement> {
    const id = randomUUID();
    const peaks = new Map<string, ProcessPeak>();
    const finished = new AbortController();
    const sampling = sampleUntil(finished.signal, id, peaks);
    const result = await run(call.program, call.args, { cwd: call.cwd, env: { ...call.env, [mark]: id } });
    finished.abort();
    await sampling;
    if (result.status !== 0) throw new Error(`${call.args.join(" ")} ended with ${result.status}:\n${result.output}`);
    const peakMib: Record<string, number> = {};
    for (const { program, peakKib } of peaks.values()) peakMib[program] = (peakMib[program] ?? 0) + peakKib / 1024;
    return { seconds: result.seconds, output: result.output, peakMib };
}

export function totalMib({ peakMib }: Measurement): number {
    return Object.values(peakMib).reduce((sum, one) => sum + one, 0);
}

async function sampleUntil(signal: AbortSignal, id: string, peaks: Map<string, ProcessPeak>): Promise<void> {
    const strangers = new Set<string>();
    while (!signal.aborted) {
        const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && !strangers.has(name));
        for (const pid of pids) {
            const peak = await peakOf(pid, id);
            if (peak !== undefined) peaks.set(pid, peak);
            // Seen once, a process with another environment stays one; a new one may still be its parent's copy.
            else if (!peaks.has(pid)) strangers.add(pid);
        }
        await sleep(sampleIntervalMs, undefined, { signal }).catch(() => undefined);
    }
}

/** Of a process of this run; `undefined` for another, or one that ended meanwhile. */
async function peakOf(pid: string, id: string): Promise<ProcessPeak | undefined> {
    try {
        if (!(await readFile(`/proc/${pid}/environ`, "latin1")).includes(id)) return undefined;
        const peakKib = Number(/^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
        return { program: programOf(await readFile(`/proc/${pid}/cmdline`, "utf8")), peakKib };
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
