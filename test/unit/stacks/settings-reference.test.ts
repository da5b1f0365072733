import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { settingsReference } from "../../../scripts/settings-reference";

const file = resolve(__dirname, "../../../docs/settings.md");

describe("settings reference", () => {
    it("is what the schemas say", () => {
        const reference = settingsReference();
        if (process.env["ACCEPT_GOLDENS"] === "1") writeFileSync(file, reference);
        assert.ok(
            readFileSync(file, "utf8") === reference,
            "docs/settings.md is not what the schemas say: npm run accept",
        );
    });

    it("explains every setting", () => {
        const unexplained = settingsReference()
            .split("\n")
            .filter((line) => /^\| `.*\|\s*\|$/.test(line));
        assert.deepEqual(unexplained, []);
    });
});
