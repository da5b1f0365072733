import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rulesReference } from "../../../scripts/rules-reference";

const file = resolve(__dirname, "../../../docs/rules.md");

describe("rules reference", () => {
    it("is what the rules say", () => {
        const reference = rulesReference();
        if (process.env["ACCEPT_GOLDENS"] === "1") writeFileSync(file, reference);
        assert.equal(readFileSync(file, "utf8"), reference, "docs/rules.md is not what the rules say: npm run accept");
    });
});
