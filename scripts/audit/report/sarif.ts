import { createHash } from "node:crypto";
import { isOpen, type AuditReport, type Examination, type Finding } from "../finding";

const levels = { high: "error", medium: "warning", low: "note" } as const;
/** Where GitHub draws its lines between high, medium and low: docs.github.com, "SARIF support for code scanning". */
const securitySeverities = { high: "8.0", medium: "5.0", low: "2.0" } as const;
/** More are refused there. */
const maximumTags = 20;

interface Found {
    readonly host: string;
    readonly finding: Finding;
}

/**
 * Findings for tools that show code scanning results (SARIF 2.1.0): a run for each examination, over all hosts, because
 * GitHub takes twenty runs at most. What is accepted is there, and suppressed.
 */
export function renderSarif(report: AuditReport): string {
    const ids = [...new Set(report.hosts.flatMap(({ examinations }) => examinations.map(({ id }) => id)))];
    const runs = ids.map((id) => runOf(id, report));
    const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs };
    return `${JSON.stringify(log, undefined, 2)}\n`;
}

function runOf(id: string, { stack, hosts }: AuditReport): object {
    const looks = hosts.flatMap(({ host, examinations }) =>
        examinations.filter((one) => one.id === id).map((examination) => ({ host, examination })),
    );
    const found = looks.flatMap(({ host, examination }) =>
        examination.findings.filter(({ passed }) => !passed).map((finding): Found => ({ host, finding })),
    );
    const rules = [...new Map(found.map(({ finding }) => [finding.rule, finding])).values()];
    const tools = [...new Set(looks.map(({ examination }) => examination.tool))].filter((tool) => tool !== "");
    return {
        automationDetails: { id: `${stack}/${id}/` },
        tool: {
            driver: {
                name: looks[0]?.examination.title ?? id,
                ...(tools.length === 0 ? {} : { fullName: tools.join("; ") }),
                rules: rules.map((finding) => ruleOf(finding)),
            },
        },
        invocations: looks.map(({ host, examination }) => invocationOf(host, examination)),
        results: found.map((one) => resultOf(one, stack)),
    };
}

function ruleOf({ rule, title, covers, severity }: Finding): object {
    const tags = ["security", ...covers].slice(0, maximumTags);
    return {
        id: rule,
        shortDescription: { text: title },
        properties: { tags, "security-severity": securitySeverities[severity] },
    };
}

function invocationOf(host: string, { obstacle }: Examination): object {
    if (obstacle === "") return { executionSuccessful: true };
    return { executionSuccessful: false, toolExecutionNotifications: [{ message: { text: `${host}: ${obstacle}` } }] };
}

function resultOf({ host, finding }: Found, stack: string): object {
    const { rule, title, detail, severity, accepted } = finding;
    return {
        ruleId: rule,
        level: levels[severity],
        message: { text: `${host}: ${detail === "" ? title : `${title}: ${detail}`}` },
        locations: [locationOf(host, stack)],
        // One place stands for all of a host: without this, the same rule on two hosts would be one alert.
        partialFingerprints: { primaryLocationLineHash: fingerprintOf(stack, host, rule) },
        ...(isOpen(finding) ? {} : { suppressions: [{ kind: "external", justification: accepted }] }),
    };
}

/** A host is no file. GitHub refuses results without one: it is the file with the host's settings. */
function locationOf(host: string, stack: string): object {
    const uri = `stacks/Pulumi.${encodeURIComponent(stack)}.yaml`;
    return {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: `${stack}/${host}`, kind: "resource" }],
    };
}

function fingerprintOf(...parts: readonly string[]): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
