import type { NamedCheck } from "../../../components/host/plan-host";
import { shellQuote } from "../../../components/host/shell-quote";

/** How a check ended. */
export interface CheckOutcome {
    readonly passed: boolean;
    readonly output: string;
}

/** Longest that one check may take. */
const checkTimeoutSeconds = 120;

/**
 * Script that runs every check in a shell of its own, as root, in one round trip.
 *
 * @param marker a word that the host cannot guess, before each outcome.
 */
export function checksScript(checks: readonly NamedCheck[], marker = "check-status"): string {
    return checks
        .map(
            ({ check }) =>
                `timeout ${checkTimeoutSeconds} sh -c ${shellQuote(check.command)} </dev/null 2>&1\n` +
                `printf '\\n${marker} %s\\n' "$?"`,
        )
        .join("\n");
}

/** One outcome for each check, in order. */
export function readOutcomes(output: string, marker = "check-status"): readonly CheckOutcome[] {
    return output
        .split(new RegExp(`(?<=^${marker} \\d+)\\n`, "m"))
        .filter((part) => part.includes(marker))
        .map((part) => ({
            passed: part.endsWith(`${marker} 0`),
            output: part.slice(0, part.lastIndexOf(marker)).trim(),
        }));
}
