import { isOpen, type AuditReport, type Examination, type Finding } from "../finding";
import { markup, type Markup } from "./markup";

/** Findings as tests, for pipelines: an open one fails, an accepted one is skipped with its reason. */
export function renderJunit({ hosts }: AuditReport): string {
    const suites = hosts.flatMap(({ host, examinations }) => examinations.map((one) => suiteOf(one, host)));
    return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="audit">${suites}
</testsuites>
`.text;
}

function suiteOf({ title, obstacle, findings }: Examination, host: string): Markup {
    const failures = findings.filter(isOpen).length;
    const ran = obstacle === "";
    const skipped = findings.filter((one) => !one.passed && !isOpen(one)).length + (ran ? 0 : 1);
    const notMade = markup`
<testcase classname="${host}" name="${title}"><skipped message="${obstacle}"/></testcase>`;
    const cases = [...findings.map((one) => caseOf(one, host)), ...(ran ? [] : [notMade])];
    return markup`
<testsuite name="${host}: ${title}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">${cases}
</testsuite>`;
}

function caseOf(finding: Finding, host: string): Markup {
    return markup`
<testcase classname="${host}" name="${finding.rule}">${outcomeOf(finding)}</testcase>`;
}

function outcomeOf({ title, detail, accepted, passed }: Finding): Markup {
    if (passed) return markup``;
    if (accepted !== undefined) return markup`<skipped message="${accepted}"/>`;
    return markup`<failure message="${title}">${detail}</failure>`;
}
