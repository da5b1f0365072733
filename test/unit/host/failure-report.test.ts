import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failureReportPlan, messageQueues, toldFolder } from "../../../components/host/failure-report";
import { fileOf } from "./part-of-host";

describe("the report of a unit's outcome", () => {
    let root: string;
    const notice = () => join(root, "etc/motd.d/hardened-host-backup");
    const report = (outcome: string) => {
        const program = fileOf(failureReportPlan(), "/usr/local/lib/hardened-host/report-outcome");
        const folders = ["/etc/motd.d", ...messageQueues, toldFolder];
        const moved = folders.reduce((text, folder) => text.replaceAll(folder, root + folder), program);
        const { status, stderr } = spawnSync("sh", ["-s", outcome, "backup"], { input: moved, encoding: "utf8" });
        assert.equal(stderr, "");
        return status;
    };

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "report-"));
        mkdirSync(join(root, "etc/motd.d"), { recursive: true });
    });
    afterEach(() => rmSync(root, { recursive: true }));

    it("is a notice at login until the next success, on a host that tells nobody else", () => {
        assert.equal(report("failed"), 0);
        assert.match(readFileSync(notice(), "utf8"), /backup failed on /);
        assert.equal(report("recovered"), 0);
        assert.equal(existsSync(notice()), false);
    });

    it("is one message for a failure, however often it is repeated, and one for the recovery", () => {
        const queue = root + messageQueues[0];
        for (const folder of [queue, root + toldFolder]) mkdirSync(folder, { recursive: true });
        for (const outcome of ["failed", "failed", "recovered", "recovered"]) assert.equal(report(outcome), 0);
        const outcomes = readdirSync(queue).map((name) => name.replace(/^\d+-/, ""));
        assert.deepEqual(outcomes.sort(), ["failed", "recovered"]);
    });
});
