import type { Hidden, Review } from "../review";
import { losesMachine } from "../resource-changes";
import { listed } from "../sentence";
import { changesTable } from "./changes";
import { diffBlocks, interleaved } from "./diffs";
import { driftLines } from "./drift";
import { alike, count, fitting } from "./lines";
import { findingLines, tallyOf } from "./security";
import { codeSpan, fenced, markdownOf } from "./text";

/** GitHub refuses a comment of more than 65536 characters; GitLab takes a million. */
export const maximumCharacters = 65_536;

/** Shares of the report, in characters. Diffs get what the others leave. */
const shares = { errors: 6000, changes: 12_000, findings: 16_000, drift: 12_000, hidden: 3000, warnings: 4000 };
const target = 64_000;

/**
 * First line of every report: by it the comment is found again and updated in place. Only letters, digits and a few marks
 * of the stack's name are kept.
 */
export function markerOf(stack: string): string {
    return `<!-- hardened-host preview: ${stack.replaceAll(/[^A-Za-z0-9_./-]|--/g, "_")} -->`;
}

/** The report for a pull request, in GitHub's and GitLab's Markdown. Empty when nothing changes. */
export function renderReview(review: Review): string {
    const { verdict, changes, findings, drift, errors, warnings, hidden } = review;
    if (!verdict.changed && !verdict.failed) return "";
    const head = [
        markerOf(review.stack),
        `## Preview of ${codeSpan(review.stack)}`,
        "",
        verdictLine(review),
        ...(errors.length === 0 ? [] : ["", ...messages(errors, shares.errors)]),
        ...(changes.length === 0 ? [] : ["", ...changesTable(changes, shares.changes)]),
        ...section(`Security: ${tallyOf(findings)}`, findings.length, findingLines(findings, shares.findings)),
        ...section(
            "Drift: found otherwise than delivered, and undone by `up`",
            drift.length,
            driftLines(drift, shares.drift),
        ),
        ...section("Warnings", warnings.length, messages(warnings, shares.warnings)),
    ];
    const tail = section("Not shown", 1, hiddenLines(review, hidden));
    const room = target - [...head, ...tail].join("\n").length;
    const files = section("Files on the hosts", review.files.length, interleaved(diffBlocks(review.files, room)));
    return `${[...head, ...files, ...tail].join("\n")}\n`;
}

function section(title: string, entries: number, lines: readonly string[]): string[] {
    return entries === 0 ? [] : ["", `### ${title}`, "", ...lines];
}

function verdictLine({ verdict, changes, drift, refreshed }: Review): string {
    if (verdict.failed) return "**❌ The preview failed: nothing can be said of what `up` would do.**";
    const machines = changes.filter(losesMachine);
    const hosts = new Set(machines.map(({ host, name }) => host ?? name)).size;
    const warnings = [
        ...(verdict.machineLost ? [`${count(hosts, "machine is", "machines are")} replaced or deleted`] : []),
        ...(verdict.weaker ? ["weaker security"] : []),
    ];
    const number = (...actions: readonly string[]) => changes.filter(({ action }) => actions.includes(action)).length;
    const counts = [
        [number("create", "import"), "created"],
        [number("update"), "changed"],
        [number("replace"), "replaced"],
        [number("delete"), "deleted"],
        [number("repair"), "repaired"],
    ] as const;
    const numbers = counts.flatMap(([many, verb]) => (many === 0 ? [] : [`${many} ${verb}`])).join(", ");
    const found = drift.length === 0 ? (refreshed ? "no drift" : "drift was not looked for") : "drift was found";
    const verdictText = warnings.length === 0 ? "✅ No weaker security, no machine lost" : `⚠️ ${warnings.join(", ")}`;
    return `**${verdictText}.** Resources: ${numbers}; ${found}.`;
}

function messages(texts: readonly string[], characters: number): string[] {
    const lines = texts.flatMap((text) => text.split("\n"));
    const { shown, omitted } = fitting(
        lines.map((line) => line.slice(0, 400)),
        characters,
    );
    return [fenced("text", [...shown, ...(omitted === 0 ? [] : [`(${count(omitted, "more line")} did not fit)`])])];
}

function hiddenLines({ unchanged, refreshed }: Review, hidden: readonly Hidden[]): string[] {
    const groups = alike(
        hidden,
        ({ what, why }) => `${what}\0${why}`,
        ({ where }) => where,
    );
    const lines = groups.map(({ value: { what, why }, where }) => {
        return `- ${markdownOf(listed([what]))} of ${markdownOf(listed(where, 3))}: ${why}.`;
    });
    const { shown, omitted } = fitting(lines, shares.hidden);
    return [
        ...shown,
        ...(omitted === 0 ? [] : [`- ${count(omitted, "more hidden value")} did not fit.`]),
        ...(unchanged === 0
            ? []
            : [
                  `- ${count(unchanged, "resource")} that stay${unchanged === 1 ? "s" : ""} as ${unchanged === 1 ? "it is" : "they are"}.`,
              ]),
        ...(refreshed ? [] : ["- Drift: neither machines nor clouds were asked."]),
    ];
}
