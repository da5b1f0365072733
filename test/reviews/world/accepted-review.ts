import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { maximumCharacters } from "../../../scripts/review/markdown/render";
import type { ReviewCase } from "../settings-changes";
import type { ReviewedPreview, ReviewStack } from "./review-stack";

const accepting = process.env["ACCEPT_GOLDENS"] === "1";
const goldenFolder = join(__dirname, "../../golden/reviews");

/** Previews the change, and holds its report against the one that was accepted. */
export async function isAsAccepted(
    stack: ReviewStack,
    { name, settings, drift, exitStatus }: ReviewCase,
): Promise<ReviewedPreview> {
    const review = await stack.review(settings, drift);
    const file = join(goldenFolder, `${name}.md`);
    if (accepting) writeFileSync(file, review.markdown);
    assert.ok(existsSync(file), `${file} is missing: accept it with \`ACCEPT_GOLDENS=1 npm run test:reviews\``);
    assert.equal(review.markdown, readFileSync(file, "utf8"));
    assert.equal(review.exitStatus, exitStatus);
    assert.ok(review.markdown.length <= maximumCharacters);
    return review;
}
