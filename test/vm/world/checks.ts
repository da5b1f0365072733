import { hostChecks, type NamedCheck } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { release } from "./release";

/** Marks the outcome of a check in the output of the script that runs them all. */
const marker = "check-status";

export interface CheckOutcome {
    readonly passed: boolean;
    readonly output: string;
}

/** The checks of a host of the tests' release with default settings and the login of stack `local`. */
export function defaultChecks(): readonly NamedCheck[] {
    const login = { user: "deploy", authorizedKeys: [] };
    return hostChecks("demo", login, hostSettings.parse({ distribution: release }));
}

/** Script that runs every check in a shell of its own, as root, in one round trip. */
export function checksScript(checks: readonly NamedCheck[]): string {
    return checks
        .map(({ check }) => `(\n${check.command}\n) </dev/null 2>&1\nprintf '\\n${marker} %s\\n' "$?"`)
        .join("\n");
}

/** One outcome for each check, in order. */
export function readOutcomes(output: string): readonly CheckOutcome[] {
    return output
        .split(new RegExp(`(?<=^${marker} \\d+)\\n`, "m"))
        .filter((part) => part.includes(marker))
        .map((part) => ({
            passed: part.endsWith(`${marker} 0`),
            output: part.slice(0, part.lastIndexOf(marker)).trim(),
        }));
}
