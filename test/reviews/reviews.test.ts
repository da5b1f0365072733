import assert from "node:assert/strict";
import { hostileLines } from "./hostile-values";
import { deliveredOverlay, planChanges, secretTexts } from "./plan-changes";
import { delivered, settingsChanges, type ReviewCase } from "./settings-changes";
import { isAsAccepted } from "./world/accepted-review";
import { ReviewStack, type ReviewedPreview } from "./world/review-stack";

/** Every output of the suite, for the search of secrets. */
const outputs: string[] = [];

async function isRecorded(stack: ReviewStack, one: ReviewCase): Promise<ReviewedPreview> {
    const review = await isAsAccepted(stack, one);
    outputs.push(review.markdown, review.json);
    return review;
}

describe("the report of a preview", function () {
    this.timeout("5m");
    let stack: ReviewStack;
    before(async () => (stack = await ReviewStack.deliver("stacks/main.js", delivered)));
    after(async () => stack.remove());

    for (const one of settingsChanges) {
        it(`of ${one.name.replaceAll("-", " ")} is what was accepted`, async () => {
            await isRecorded(stack, one);
        });
    }
});

describe("the report of a changed plan", function () {
    this.timeout("5m");
    const reviews = new Map<string, ReviewedPreview>();
    let stack: ReviewStack;
    before(async () => {
        const program = "test/reviews/world/overlay.ts";
        stack = await ReviewStack.deliver(program, deliveredOverlay, ["aws", "digitalocean"]);
    });
    after(async () => stack.remove());

    for (const one of planChanges) {
        it(`of ${one.name.replaceAll("-", " ")} is what was accepted`, async () => {
            reviews.set(one.name, await isRecorded(stack, one));
        });
    }

    it("holds no secret of the stack, in no encoding", () => {
        const lines = Object.values(secretTexts).flatMap((text) => text.split("\n"));
        const written = [...Object.values(secretTexts), ...lines].flatMap((text) => [
            text,
            encodeURIComponent(text),
            Buffer.from(text).toString("base64").replace(/=+$/, ""),
        ]);
        const all = outputs.join("\n");
        assert.deepEqual(
            written.filter((text) => all.includes(text)),
            [],
        );
        assert.ok(!all.includes("MC4CAQ"));
    });

    it("shows hostile values as text: no control character, and every mention and tag inside a code span", () => {
        const { markdown, json } = reviews.get("hostile-values") ?? { markdown: "", json: "" };
        assert.ok(markdown.includes("octocat"));
        assert.doesNotMatch(markdown, /[^\n\P{C}]|\p{Zl}|\p{Zp}/u);
        const outside = outsideCode(markdown);
        for (const word of ["octocat", "evil.example", "script", "Heading", "javascript"]) {
            assert.ok(!outside.includes(word), `${word} stands outside of code:\n${outside}`);
        }
        assert.equal(markdown.split("\n").filter((line) => line.startsWith("<!--")).length, 1);
        assert.ok(hostileLines.length > 0 && JSON.parse(json) !== undefined);
    });

    it("of two megabytes says how much it leaves out", () => {
        assert.match(reviews.get("two-megabytes")?.markdown ?? "", /\d+ more lines of this diff did not fit/);
    });
});

/** What is left of Markdown when fenced blocks, code spans and HTML code are taken out: by CommonMark, what may be markup. */
function outsideCode(markdown: string): string {
    const withoutBlocks = markdown.replaceAll(/^(`{3,})[^\n`]*\n[^]*?^\1$/gm, "");
    return withoutBlocks.replaceAll(/<code>[^]*?<\/code>/g, "").replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "");
}
