import { z } from "zod";

/** The little of restic's list of snapshots that decides what is kept. */
export const snapshotList = z.array(
    z.object({ id: z.string().regex(/^[0-9a-f]{64}$/), time: z.coerce.date(), hostname: z.string() }),
);

export type Snapshot = z.output<typeof snapshotList>[number];

export interface RetentionChoice {
    readonly forgotten: readonly Snapshot[];
    readonly kept: readonly Snapshot[];
    /** Made later than now, as they say: by a wrong clock, or by somebody who means no good. They are kept. */
    readonly fromTheFuture: readonly Snapshot[];
    /** Why nothing is forgotten although some are old enough. */
    readonly refusal?: string;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** Clocks of hosts may be that much ahead. */
const clockToleranceMilliseconds = 60 * 60 * 1000;

/**
 * What is forgotten is old, as this computer's clock says, and nothing else matters: neither how many snapshots there
 * are, nor which is the newest, nor what day it is of. All of these can be made up by whoever has a host's credential,
 * which may add: with restic's own `--keep-last`, `--keep-daily` and `--keep-within` (whose window ends with the newest
 * snapshot), junk in great number or from the future pushes out the good ones. See "Security considerations in
 * append-only mode" of restic's manual.
 */
export function chooseForgotten(snapshots: readonly Snapshot[], now: Date, keepDays: number): RetentionChoice {
    const windowStart = now.getTime() - keepDays * dayMilliseconds;
    const fromTheFuture = snapshots.filter(({ time }) => time.getTime() > now.getTime() + clockToleranceMilliseconds);
    const old = snapshots.filter(({ time }) => time.getTime() < windowStart);
    const recent = snapshots.filter((snapshot) => !old.includes(snapshot) && !fromTheFuture.includes(snapshot));
    if (old.length > 0 && recent.length === 0) {
        const refusal = `there is no snapshot of the last ${keepDays} days: the old ones are all there is`;
        return { forgotten: [], kept: snapshots, fromTheFuture, refusal };
    }
    return { forgotten: old, kept: snapshots.filter((snapshot) => !old.includes(snapshot)), fromTheFuture };
}
