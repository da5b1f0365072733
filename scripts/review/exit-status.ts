import type { Verdict } from "./review";

/**
 * Exit statuses of `npm run preview-report`, for pipelines. 1 is an error, as ever; those of Pulumi, 2 to 8, are left out
 * so that none is taken for another.
 */
export const exitStatuses = {
    unchanged: 0,
    error: 1,
    changed: 10,
    weaker: 11,
    machineLost: 12,
    weakerAndMachineLost: 13,
};

export function exitStatusOf({ failed, changed, weaker, machineLost }: Verdict): number {
    if (failed) return exitStatuses.error;
    if (weaker && machineLost) return exitStatuses.weakerAndMachineLost;
    if (machineLost) return exitStatuses.machineLost;
    if (weaker) return exitStatuses.weaker;
    return changed ? exitStatuses.changed : exitStatuses.unchanged;
}
