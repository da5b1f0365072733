import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** What the restored host says of its restore. */
export const restoreReport = z.object({
    snapshot: z.string().min(1),
    madeAt: z.string(),
    ageSeconds: z.number(),
    seconds: z.number(),
    bytes: z.number(),
    entries: z.number(),
    sets: z.string(),
    failed: z.string(),
});

export type RestoreReport = z.output<typeof restoreReport>;

/** A drill that ended well. */
export interface Proof extends RestoreReport {
    /** When it ended, ISO 8601. */
    readonly provedAt: string;
    readonly drillSeconds: number;
}

/** Why a restore proves nothing; empty when it does. */
export function flawsOf(report: RestoreReport, staleAfterHours: number): string[] {
    const hours = report.ageSeconds / 3600;
    return [
        ...(report.failed === "" ? [] : [`these failed: ${report.failed}`]),
        ...(hours > staleAfterHours
            ? [`the newest snapshot is ${hours.toFixed(0)} hours old, with ${staleAfterHours} allowed`]
            : []),
        ...(hours < -1
            ? ["the newest snapshot is from the future: a wrong clock, or somebody who is not the owner"]
            : []),
        ...(report.sets === "" || report.entries === 0 ? ["nothing was restored"] : []),
    ];
}

/** Keeps what was proved, for whoever asks when that was. */
export function recordProof(path: string, proof: Proof): void {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${JSON.stringify(proof, undefined, 4)}\n`, { mode: 0o600 });
}

/** Tells a watcher that is alarmed by silence. @throws Error when it cannot be told. */
export async function pingHeartbeat(url: string): Promise<void> {
    const response = await fetch(url, { method: "POST", signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`the heartbeat was answered with status ${response.status}`);
}

export function describeProof({
    snapshot,
    madeAt,
    ageSeconds,
    seconds,
    bytes,
    entries,
    drillSeconds,
}: Proof): string[] {
    return [
        `snapshot ${snapshot.slice(0, 8)} of ${madeAt}, ${(ageSeconds / 3600).toFixed(1)} hours old`,
        `${entries} files and folders, ${(bytes / 1024 ** 2).toFixed(1)} MiB, restored in ${seconds} s, each compared with the snapshot`,
        `from nothing to a host with its data in ${drillSeconds.toFixed(0)} s`,
    ];
}
