import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What a run of tests came to. */
export interface Tally {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
}

export const nothingRun: Tally = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Tally = { ...nothingRun, passed: 1 };
export const oneFailed: Tally = { ...nothingRun, failed: 1 };

const written = z.strictObject({ passed: z.int().min(0), failed: z.int().min(0), skipped: z.int().min(0) });

export function addTallies(tallies: readonly Tally[]): Tally {
    return tallies.reduce(
        (sum, { passed, failed, skipped }) => ({
            passed: sum.passed + passed,
            failed: sum.failed + failed,
            skipped: sum.skipped + skipped,
        }),
        nothingRun,
    );
}

/** The closing line: `N passed, N failed`, and `, N skipped` when there are any. */
export function summaryLine({ passed, failed, skipped }: Tally): string {
    return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** A run that failed, or in which nothing passed, is not a success. */
export function tallyExitStatus({ passed, failed }: Tally): 0 | 1 {
    return failed > 0 || passed === 0 ? 1 : 0;
}

/**
 * What mocha counted. No result means that it crashed, and counts as a failure; so does an exit status that the counts
 * do not explain, and a run without a test.
 */
export function readMochaTally(path: string, exitStatus: number): Tally {
    const tally = existsSync(path) ? written.safeParse(parseJson(readFileSync(path, "utf8"))).data : undefined;
    if (tally === undefined) return oneFailed;
    const unexplained = exitStatus !== 0 && tally.failed === 0;
    const empty = tally.passed + tally.failed + tally.skipped === 0;
    return unexplained || empty ? { ...tally, failed: tally.failed + 1 } : tally;
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
