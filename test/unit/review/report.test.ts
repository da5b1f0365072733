import assert from "node:assert/strict";
import { readOptions } from "../../../scripts/commands/preview-report";
import { exitStatusOf } from "../../../scripts/review/exit-status";
import { markerOf, maximumCharacters, renderReview } from "../../../scripts/review/markdown/render";
import { previewDigest } from "../../../scripts/review/preview-digest";
import { reviewOf } from "../../../scripts/review/review";

const type = "hardened-host:index:HostConfiguration";

/** Steps of a preview in which each host changes in a way of its own. */
function digestOf(hosts: number, lines: number) {
    const steps = Array.from({ length: hosts }, (_, host) => {
        const urn = `urn:pulumi:s::p::${type}::host-${host}`;
        const text = (word: string) =>
            Array.from({ length: lines }, (_line, line) => `${word} ${host} ${line}`).join("\n");
        const inputs = (word: string) => ({
            files: { [`/etc/file-${host}`]: { content: text(word) } },
            openings: [
                { protocol: "tcp", port: word === "old" ? 1000 : 2000 + host, sources: [], purpose: `${word} ${host}` },
            ],
        });
        const state = (word: string) => ({ type, inputs: inputs(word) });
        return { op: "update", urn, oldState: state("old"), newState: state("new") };
    });
    return previewDigest.parse({ steps, diagnostics: [], changeSummary: { update: hosts, same: 3 } });
}

const context = { stack: "test", refreshed: true, measured: new Map<string, number>() };

describe("a report", () => {
    it("of more than fits stays below GitHub's limit and counts what it leaves out", () => {
        const markdown = renderReview(reviewOf(digestOf(400, 400), context));
        assert.ok(markdown.length <= maximumCharacters, `${markdown.length} characters`);
        for (const what of [/more findings? did not fit/, /more files with \d+ changed lines/]) {
            assert.match(markdown, what);
        }
    });

    it("is found again by its first line, which no stack's name can end", () => {
        assert.equal(markerOf("org/--><script>"), "<!-- hardened-host preview: org/___script_ -->");
    });

    it("is empty when nothing changes", () => {
        assert.equal(renderReview(reviewOf(previewDigest.parse({ steps: [] }), context)), "");
    });

    it("ends with a status for each kind of verdict", () => {
        const verdict = { changed: true, weaker: false, machineLost: false, drifted: false, failed: false };
        assert.equal(exitStatusOf({ ...verdict, changed: false }), 0);
        assert.equal(exitStatusOf(verdict), 10);
        assert.equal(exitStatusOf({ ...verdict, weaker: true }), 11);
        assert.equal(exitStatusOf({ ...verdict, machineLost: true }), 12);
        assert.equal(exitStatusOf({ ...verdict, weaker: true, machineLost: true }), 13);
        assert.equal(exitStatusOf({ ...verdict, failed: true, weaker: true }), 1);
    });

    it("refuses arguments that it does not know", () => {
        assert.deepEqual(readOptions(["prod", "--json", "--output", "f"]), {
            stack: "prod",
            json: true,
            refresh: true,
            output: "f",
        });
        assert.throws(() => readOptions(["prod", "--jason"]), /"--jason" is not known/);
        assert.throws(() => readOptions(["prod", "--output"]), /names no place/);
    });
});
