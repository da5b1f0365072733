import assert from "node:assert/strict";
import { withAccepted } from "../../../scripts/audit/accept";
import { auditStatuses, auditStatusOf } from "../../../scripts/audit/exit-status";
import type { Examination, Finding } from "../../../scripts/audit/finding";
import { renderJunit } from "../../../scripts/audit/report/junit";
import { renderPage } from "../../../scripts/audit/report/page";
import { contrast, dark, light } from "../../../scripts/audit/report/palette";
import { renderSarif } from "../../../scripts/audit/report/sarif";
import { describeSummary } from "../../../scripts/audit/summary";
import { hostileLines } from "../../reviews/hostile-values";
import { accepted, examination, mixed, open, passed, report } from "./reports";

/** Whatever ends a text, an attribute or a comment, runs, or loads. */
const hostile = [
    ...hostileLines,
    "</pre></td></table><script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "]]></failure></testcase><testcase>",
    "' onmouseover='alert(1)",
    "\u001b[31m\u0000\u202e",
].join("\n");
const poisoned = report(
    [
        examination([{ ...open, rule: hostile, title: hostile, detail: hostile, covers: [hostile] }]),
        {
            ...examination([{ ...accepted, title: hostile, detail: hostile }]),
            title: hostile,
            tool: hostile,
            remarks: [hostile],
        },
        examination([], hostile),
    ],
    undefined,
    hostile,
);

/** Elements that the report of harmless findings has, once each. */
function elementsOf(page: string): string[] {
    const withoutStyle = page.replace(/<style>[^]*?<\/style>/, "");
    return [...new Set([...withoutStyle.matchAll(/<([A-Za-z!/?][\w-]*)/g)].map(([, name = ""]) => name))].sort();
}

describe("the report of an audit", () => {
    it("lists what is open and what is accepted with its reason, and counts all", () => {
        const page = renderPage(mixed, []);
        for (const text of ["Root may log in", "PermitRootLogin yes", "CIS13 5.1.21", "Keys are one.", "1 / 1 / 1"]) {
            assert.ok(page.includes(text), text);
        }
        assert.match(page, /One finding is open/);
        assert.match(renderPage(report([examination([passed, accepted])]), []), /Nothing is open/);
    });

    it("shows what a hostile host says as text: no element, no attribute and no character of it acts", () => {
        const page = renderPage(poisoned, [poisoned]);
        const harmless = renderPage(
            report([
                { ...examination([open, { ...accepted, detail: "x" }]), remarks: ["x"] },
                examination([], "could not look"),
            ]),
            [mixed],
        );
        assert.deepEqual(
            elementsOf(page).filter((name) => !elementsOf(harmless).includes(name)),
            [],
        );
        assert.doesNotMatch(page.replaceAll(/="[^"]*"/g, ""), /<[^>]*\son\w+/);
        assert.doesNotMatch(page, /[^\n\P{C}]/u);
        assert.match(page, /&#60;script&#62;alert\(1\)&#60;\/script&#62;/);
    });

    it("loads nothing and runs nothing, whatever it holds", () => {
        const page = renderPage(mixed, [mixed]);
        assert.match(page, /content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;/);
        assert.doesNotMatch(page, /<script|<link|<img|src=|url\(|@import/);
    });

    it("draws every figure over time from the second audit on", () => {
        const earlier = report([examination([open, open])], "2026-11-01T00:00:00.000Z");
        assert.doesNotMatch(renderPage(mixed, []), /<polyline/);
        const page = renderPage(mixed, [earlier]);
        assert.equal([...page.matchAll(/<polyline/g)].length, 2);
        assert.match(page, /Open findings over time: 2026-11-01 2, 2026-11-22 1/);
    });

    for (const [name, palette] of Object.entries({ light, dark })) {
        it(`can be read in ${name} colours: every text 4.5 to 1 or more, every line and bar 3 to 1`, () => {
            const { page, raised, line, ...texts } = palette;
            for (const ground of [page, raised]) {
                for (const [use, colour] of Object.entries(texts)) {
                    assert.ok(contrast(colour, ground) >= 4.5, `${use} on ${ground}: ${contrast(colour, ground)}`);
                }
                assert.ok(contrast(line, ground) >= 3, `line on ${ground}: ${contrast(line, ground)}`);
            }
        });
    }

    it("reckons contrast as WCAG does", () => {
        assert.equal(contrast("#000000", "#ffffff").toFixed(2), "21.00");
        assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
    });
});

describe("an audit for pipelines", () => {
    it("ends with a status that tells what matters most", () => {
        const low: Finding = { ...open, severity: "low" };
        const blind = examination([], "no login");
        const cases: readonly (readonly [readonly Examination[], keyof typeof auditStatuses])[] = [
            [[examination([passed, accepted])], "nothingOpen"],
            [[examination([low, passed])], "open"],
            [[examination([low]), examination([open])], "graveOpen"],
            [[examination([passed]), blind], "unknown"],
            [[examination([passed]), { ...blind, isDue: false }], "nothingOpen"],
            [[examination([low]), blind], "open"],
        ];
        for (const [examinations, expected] of cases) {
            assert.equal(auditStatusOf(report(examinations)), auditStatuses[expected], expected);
        }
    });

    it("has failures and suppressions in SARIF", () => {
        const sarif = JSON.parse(renderSarif(mixed)) as {
            version: string;
            runs: { results: { ruleId: string; level: string; suppressions?: unknown[] }[] }[];
        };
        assert.equal(sarif.version, "2.1.0");
        const results = sarif.runs.flatMap((run) => run.results);
        assert.deepEqual(
            results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions?.length ?? 0]),
            [
                ["SSH-1", "error", 0],
                ["SSH-3", "note", 1],
            ],
        );
    });

    it("keeps in SARIF to what GitHub takes: a file for each result, one run for each examination, alerts by host", () => {
        const many = {
            ...mixed,
            hosts: Array.from({ length: 30 }, (_, index) => ({ ...mixed.hosts[0], host: `h${index}` })),
        };
        const sarif = JSON.parse(renderSarif(many as typeof mixed)) as {
            runs: {
                automationDetails: { id: string };
                results: {
                    locations: {
                        physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
                    }[];
                    partialFingerprints: { primaryLocationLineHash: string };
                }[];
                tool: { driver: { rules: { properties: { tags: string[]; "security-severity": string } }[] } };
            }[];
        };
        assert.deepEqual(
            sarif.runs.map(({ automationDetails }) => automationDetails.id),
            ["prod/tool/"],
        );
        const results = sarif.runs[0]?.results ?? [];
        assert.equal(results.length, 60);
        for (const { locations } of results) {
            assert.deepEqual(
                locations.map(({ physicalLocation: { artifactLocation, region } }) => [
                    artifactLocation.uri,
                    region.startLine,
                ]),
                [["stacks/Pulumi.prod.yaml", 1]],
            );
        }
        assert.equal(new Set(results.map((one) => one.partialFingerprints.primaryLocationLineHash)).size, 60);
        const [rule] = sarif.runs[0]?.tool.driver.rules ?? [];
        assert.deepEqual(rule?.properties, { tags: ["security", "CIS13 5.1.21"], "security-severity": "8.0" });
    });

    it("has failures and skipped tests in JUnit, and is XML whatever the host says", () => {
        const junit = renderJunit(mixed);
        assert.match(junit, /tests="3" failures="1" errors="0" skipped="1"/);
        assert.match(junit, /<skipped message="Keys are one\."\/>/);
        const names = elementsOf(renderJunit(poisoned));
        assert.deepEqual(names, [
            "/failure",
            "/testcase",
            "/testsuite",
            "/testsuites",
            "?xml",
            "failure",
            "skipped",
            "testcase",
            "testsuite",
            "testsuites",
        ]);
    });

    it("says on a terminal what is open, and no control character of the host's", () => {
        assert.match(describeSummary(mixed, "/r.html"), /Tool: 1 open of 3, Index 82/);
        assert.doesNotMatch(describeSummary(poisoned, "/r.html"), /[^\n\P{Cc}]/u);
    });

    it("accepts a finding by its examination and its name, and nothing that passes", () => {
        const registry = [
            { examination: "tool", rule: "SSH-1", reason: "Because." },
            { examination: "other", rule: "SSH-3", reason: "No." },
        ];
        const { findings } = withAccepted(examination([open, passed, { ...open, rule: "SSH-3" }]), registry);
        assert.deepEqual(
            findings.map(({ accepted: reason }) => reason),
            ["Because.", undefined, undefined],
        );
    });
});
