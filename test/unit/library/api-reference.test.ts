import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { apiReference } from "../../../scripts/api-reference";

const file = resolve(__dirname, "../../../docs/api.md");

describe("the reference of the library", () => {
    let reference: string;

    before(function () {
        this.timeout(120_000);
        reference = apiReference();
    });

    it("is what the code says: npm run accept", () => {
        if (process.env["ACCEPT_GOLDENS"] === "1") writeFileSync(file, reference);
        assert.ok(readFileSync(file, "utf8") === reference, "docs/api.md is not what the code says");
    });

    it("explains every output and every argument of a host", () => {
        const ofHosts = reference.slice(reference.indexOf("## HardenedHost"), reference.indexOf("## Aws"));
        assert.match(ofHosts, /## HardenedHostArgs[^]*## LoginArgs/);
        const unexplained = ofHosts.split("\n").filter((line) => /^\| `.*\|\s*\|$/.test(line));
        assert.deepEqual(unexplained, []);
    });
});
