import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { runLocally } from "../local-program";
import { NotDue, Obstacle, type Examiner, type ExaminationResult } from "../examiner";
import type { Finding, Severity } from "../finding";

const report = z.array(z.object({ id: z.string(), severity: z.string(), finding: z.string() }));
const severities: Readonly<Record<string, Severity>> = {
    LOW: "low",
    MEDIUM: "medium",
    HIGH: "high",
    CRITICAL: "high",
    FATAL: "high",
};

/** All of the grade; clients are not simulated, since they change nothing about it. */
const looks = ["--protocols", "--std", "--fs", "--server-preference", "--server-defaults", "--headers", "--vulnerable"];
const manner = ["--quiet", "--color", "0", "--warnings", "batch", "--nodns", "none"];

/** What the web edge offers to any stranger. */
export const tlsServer: Examiner = {
    id: "testssl",
    title: "TLS server, from outside",
    examine: async ({ address, siteNames, isBehindJump }) => {
        const [name] = siteNames;
        if (name === undefined) throw new NotDue("the host serves no site");
        if (isBehindJump) throw new Obstacle("the host is reached through another one, and its port not from here");
        const folder = mkdtempSync(join(tmpdir(), "hh-audit-"));
        const file = join(folder, "report.json");
        try {
            await runLocally(
                "testssl",
                [...manner, "--ip", address, ...looks, "--jsonfile", file, `https://${name}`],
                900,
            );
            return readTestssl(readFileSync(file, "utf8"), name);
        } finally {
            rmSync(folder, { recursive: true });
        }
    },
};

/** @param text the file of `testssl --jsonfile`. */
export function readTestssl(text: string, name: string): ExaminationResult {
    const found = report.parse(JSON.parse(text));
    const grade = found.find(({ id }) => id === "overall_grade")?.finding;
    const findings = found.flatMap((one) => findingOf(one));
    return {
        tool: `testssl.sh on ${name}${grade === undefined ? "" : `; grade ${grade}`}`,
        figures: [
            {
                name: "TLS weaknesses",
                value: findings.filter(({ passed }) => !passed).length,
                unit: "",
                better: "lower",
            },
        ],
        findings,
    };
}

/** INFO is no judgement, and WARN is about what the tool itself cannot do here. */
function findingOf({ id, severity, finding }: z.output<typeof report>[number]): Finding[] {
    const level = severities[severity];
    if (severity !== "OK" && level === undefined) return [];
    return [
        {
            rule: id,
            title: `${id}: ${finding}`,
            passed: level === undefined,
            severity: level ?? "low",
            detail: "",
            covers: [],
        },
    ];
}
