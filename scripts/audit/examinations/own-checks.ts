import { randomUUID } from "node:crypto";
import type { NamedCheck } from "../../../components/host/plan-host";
import { Obstacle, type Examiner } from "../examiner";
import type { Finding } from "../finding";
import { checksScript, readOutcomes, type CheckOutcome } from "./checks-script";

/** What every part of the host promises, looked at on the host itself. */
export const ownChecks: Examiner = {
    id: "checks",
    title: "What the settings promise",
    examine: async ({ checks, shell }) => {
        const harmless = checks.filter(({ check }) => check.sideEffect === undefined);
        const marker = randomUUID();
        const { stdout } = await shell.run(checksScript(harmless, marker), 1800);
        const outcomes = readOutcomes(stdout, marker);
        if (outcomes.length !== harmless.length) {
            throw new Obstacle(`${outcomes.length} of ${harmless.length} checks ran before the connection ended`);
        }
        const findings = harmless.map((check, index) => findingOf(check, outcomes[index]));
        return {
            tool: "checks of hardened-host",
            remarks: remarksOf(checks),
            figures: [
                {
                    name: "Own checks that hold",
                    value: percent(findings.filter(({ passed }) => passed).length, findings.length),
                    unit: "%",
                    better: "higher",
                },
            ],
            findings,
        };
    },
};

export function findingOf({ by, check }: NamedCheck, outcome: CheckOutcome | undefined): Finding {
    return {
        rule: `${by}: ${check.title}`,
        title: `${by}: ${check.title}`,
        passed: outcome?.passed === true,
        severity: "high",
        detail: outcome?.passed === true ? "" : (outcome?.output ?? ""),
        covers: check.covers ?? [],
    };
}

function remarksOf(checks: readonly NamedCheck[]): string[] {
    return checks.flatMap(({ by, check }) =>
        check.sideEffect === undefined ? [] : [`Not looked at: ${by}: ${check.title}. It ${check.sideEffect}.`],
    );
}

/** Whole percents; all of nothing is all. */
export function percent(part: number, all: number): number {
    return all === 0 ? 100 : Math.round((100 * part) / all);
}
