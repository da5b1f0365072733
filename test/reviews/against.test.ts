import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Phases } from "../../scripts/bootstrap/phases";
import { projectRoot } from "../../scripts/bootstrap/paths";
import { previewReport } from "../../scripts/commands/preview-report";
import { exitStatuses } from "../../scripts/review/exit-status";

/** What of this repository the program of a checkout needs, besides its own stacks. */
const shared = ["bundling", "components", "node_modules", "package.json", "tsconfig.json"];

describe("npm run preview-report -- local --against another checkout", function () {
    this.timeout("3m");
    let base: string;
    const stackFile = () => join(base, "stacks/Pulumi.local.yaml");
    const output = () => join(base, "report.md");

    beforeEach(() => {
        base = mkdtempSync(join(tmpdir(), "hardened-host-checkout-"));
        for (const name of shared) symlinkSync(join(projectRoot, name), join(base, name));
        cpSync(join(projectRoot, "stacks"), join(base, "stacks"), { recursive: true });
    });
    afterEach(() => rmSync(base, { recursive: true }));

    const edit = (change: (text: string) => string) =>
        writeFileSync(stackFile(), change(readFileSync(stackFile(), "utf8")));
    const report = () => previewReport(["local", "--against", base, "--output", output()], new Phases());

    it("says nothing where both ask for the same", async () => {
        assert.equal(await report(), exitStatuses.unchanged);
        assert.equal(readFileSync(output(), "utf8"), "");
    });

    it("says which security is lost against it, without an engine, a state or a login", async () => {
        edit((text) => `${text.trimEnd()}\n        logging:\n          audit: { immutable: true }\n`);
        assert.equal(await report(), exitStatuses.weaker);
        const text = readFileSync(output(), "utf8");
        assert.match(text, /weaker/i);
        assert.match(text, /audit rules are gone: `-e 2`/);
    });

    it("takes a dummy for each encrypted setting, and repeats none of it", async () => {
        const cipher = "v1:c2VjcmV0:Y2lwaGVydGV4dA==";
        edit((text) => `${text.trimEnd()}\n  hardened-host:rollout:\n    canaries:\n      secure: ${cipher}\n`);
        assert.equal(await report(), exitStatuses.error);
        const text = readFileSync(output(), "utf8");
        assert.match(text, /rollout\.canaries/);
        assert.ok(!text.includes(cipher));
    });

    it("ends with 1 and the reason where the program of the other refuses its settings", async () => {
        edit((text) => text.replace("port: 4222", "port: 99999"));
        assert.equal(await report(), exitStatuses.error);
        assert.match(readFileSync(output(), "utf8"), /ssh\.port/);
    });
});
