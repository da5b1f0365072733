import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { acceptedFindings } from "../../../components/host/accepted-findings";
import { everyGuestCheck, proofs } from "../../../scripts/control-proofs";
import { controlsReference } from "../../../scripts/controls-reference";

const root = resolve(__dirname, "../../..");
const file = resolve(root, "docs/controls.md");

describe("the reference of controls", () => {
    it("is what the checks say", () => {
        const reference = controlsReference();
        if (process.env["ACCEPT_GOLDENS"] === "1") writeFileSync(file, reference);
        assert.ok(
            readFileSync(file, "utf8") === reference,
            "docs/controls.md is not what the checks say: npm run accept",
        );
    });

    it("names files that are there", () => {
        const named = Object.values(proofs).flatMap((proof) =>
            proof === undefined ? [] : [proof.file, ...proof.tests],
        );
        const all = [...named, ...everyGuestCheck.holds, ...everyGuestCheck.failsOnStock];
        assert.deepEqual(
            all.filter((path) => !existsSync(resolve(root, path))),
            [],
        );
    });

    it("names items as the benchmarks number them", () => {
        const items = [...controlsReference().matchAll(/^\| ((?:CIS13|BP28) \S+) \|/gm)].map(([, item = ""]) => item);
        assert.ok(items.length > 80, String(items.length));
        for (const item of items) assert.match(item, /^(CIS13 [1-7](\.\d{1,2}){2,4}|BP28 R([1-9]|[1-7]\d|80))$/);
    });

    it("gives a reason for whatever is accepted, once", () => {
        const keys = acceptedFindings.map(({ examination, rule }) => `${examination} ${rule}`);
        assert.equal(new Set(keys).size, keys.length);
        for (const { rule, reason } of acceptedFindings) assert.match(reason, /^[A-Z].{20,}\.$/, rule);
    });
});
