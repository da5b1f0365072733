import { chooseForgotten, snapshotList, type RetentionChoice } from "./retention";

/** Runs restic with the pruner's own credential; resolves to what it printed, rejects when it failed. */
export type Restic = (args: readonly string[]) => Promise<string>;

/** How many snapshots one command line names. */
const batchSize = 200;

/** Forgets what is old, removes its data, and checks what is left. A dry run only chooses. */
export async function prune(
    restic: Restic,
    { keepDays, now, dryRun }: { readonly keepDays: number; readonly now: Date; readonly dryRun: boolean },
): Promise<RetentionChoice> {
    const listed: unknown = JSON.parse(await restic(["snapshots", "--json", "--no-lock"]));
    const choice = chooseForgotten(snapshotList.parse(listed ?? []), now, keepDays);
    if (dryRun) return choice;
    const ids = choice.forgotten.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += batchSize) {
        await restic(["forget", ...ids.slice(start, start + batchSize)]);
    }
    // Also when nothing was forgotten: an earlier run may have ended before this.
    await restic(["prune"]);
    await restic(["check"]);
    return choice;
}

/** What was done, as lines for people. */
export function describeChoice(
    { forgotten, kept, fromTheFuture, refusal }: RetentionChoice,
    dryRun: boolean,
): string[] {
    const newest =
        kept
            .map(({ time }) => time.toISOString())
            .sort()
            .at(-1) ?? "none";
    return [
        `${dryRun ? "would forget" : "forgot"} ${forgotten.length} snapshots, kept ${kept.length}; the newest is of ${newest}`,
        ...(refusal === undefined ? [] : [`nothing was forgotten: ${refusal}. Find out why no backups are made`]),
        ...fromTheFuture.map(
            ({ id, hostname, time }) =>
                `WARNING: snapshot ${id.slice(0, 8)} of ${hostname} is from the future (${time.toISOString()}): ` +
                "a wrong clock, or somebody who is not the owner. Look at it: restic ls",
        ),
    ];
}
