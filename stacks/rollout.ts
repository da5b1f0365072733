import { z } from "zod";
import type { SettingsProblem } from "../components/host/errors";
import { notAccepted, readSection } from "../components/host/setting-problems";

/** In which order the hosts of a stack get their changes. */
export const rolloutSettings = z.strictObject({
    canaries: z
        .int()
        .min(0, "must be a whole number from 0")
        .default(0)
        .meta({
            description:
                "Number of hosts, the first in the order of their names, that every change is delivered to before the " +
                "others: these get nothing until each canary has confirmed, and nothing when one fails. Less than the " +
                "number of hosts; 0 delivers to all at once. Machines are made without waiting.",
        }),
});

export type RolloutSettings = z.output<typeof rolloutSettings>;

/** Checks the rollout of a stack with so many hosts. What is wrong is added to `problems`. */
export function readRollout(
    given: unknown,
    hostCount: number,
    file: string,
    problems: SettingsProblem[],
): RolloutSettings {
    const rollout = readSection(rolloutSettings, given ?? {}, { path: "rollout", file }, problems);
    if (rollout === undefined) return { canaries: 0 };
    // Without hosts there is another problem already, which explains this one.
    if (hostCount > 0 && rollout.canaries >= hostCount && rollout.canaries > 0) {
        problems.push({
            path: "rollout.canaries",
            problem: notAccepted(rollout.canaries, `must be less than the number of hosts, ${hostCount}`),
            remedy: `Lower it in ${file}, or remove it to deliver to all hosts at once`,
        });
    }
    return rollout;
}
