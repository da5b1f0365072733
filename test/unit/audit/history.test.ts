import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keep, readHistory } from "../../../scripts/audit/history";
import { examination, mixed, open, report } from "./reports";

describe("the history of audits", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "hardened-host-audits-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("gives back what was kept, oldest first, for its owner's eyes only", () => {
        const earlier = report([examination([open])], "2026-11-01T00:00:00.000Z");
        keep(mixed, folder);
        keep(earlier, folder);
        assert.deepEqual(readHistory(folder), [earlier, mixed]);
        assert.equal(statSync(join(folder, "2026-11-22T010203Z.json")).mode & 0o777, 0o600);
    });

    it("leaves out what it did not write", () => {
        keep(mixed, folder);
        writeFileSync(join(folder, "2020-01-01T000000Z.json"), "{");
        writeFileSync(join(folder, "2020-01-02T000000Z.json"), '{"stack": 1}');
        writeFileSync(join(folder, "report.json"), readFileSync(join(folder, "2026-11-22T010203Z.json")));
        assert.deepEqual(readHistory(folder), [mixed]);
        assert.deepEqual(readHistory(join(folder, "none")), []);
    });
});
