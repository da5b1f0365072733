import { isOpen, type AuditReport, type Examination, type Finding } from "../finding";

const levels = { high: "error", medium: "warning", low: "note" } as const;

/** Findings for tools that show code scanning results (SARIF 2.1.0). What is accepted is there, and suppressed. */
export function renderSarif({ stack, hosts }: AuditReport): string {
    const runs = hosts.flatMap(({ host, examinations }) =>
        examinations.map((examination) => runOf(examination, `${stack}/${host}`)),
    );
    const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs };
    return `${JSON.stringify(log, undefined, 2)}\n`;
}

function runOf({ id, title, tool, obstacle, findings }: Examination, place: string): object {
    const failed = findings.filter(({ passed }) => !passed);
    const rules = [...new Map(failed.map((one) => [one.rule, one])).values()];
    const notMade = { executionSuccessful: false, toolExecutionNotifications: [{ message: { text: obstacle } }] };
    return {
        automationDetails: { id: `${place}/${id}/` },
        tool: {
            driver: {
                name: title,
                ...(tool === "" ? {} : { fullName: tool }),
                rules: rules.map(({ rule, title: text, covers }) => ({
                    id: rule,
                    shortDescription: { text },
                    properties: { tags: [...covers] },
                })),
            },
        },
        invocations: [obstacle === "" ? { executionSuccessful: true } : notMade],
        results: failed.map((finding) => resultOf(finding, place)),
    };
}

function resultOf(finding: Finding, place: string): object {
    const { rule, title, detail, severity, accepted } = finding;
    return {
        ruleId: rule,
        level: levels[severity],
        message: { text: detail === "" ? title : `${title}: ${detail}` },
        // A host has no file and line of ours; its name stands for the place.
        locations: [{ logicalLocations: [{ fullyQualifiedName: place, kind: "resource" }] }],
        ...(isOpen(finding) ? {} : { suppressions: [{ kind: "external", justification: accepted }] }),
    };
}
