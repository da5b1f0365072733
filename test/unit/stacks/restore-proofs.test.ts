import assert from "node:assert/strict";
import { formatProblem, type SettingsProblem } from "../../../components/host/errors";
import { hostSettings } from "../../../components/host/settings";
import { readRestoreProofs, restoreProofsOutput } from "../../../stacks/restore-proofs";

const repository = { type: "rest", host: "store.example.org", user: "a" };
const host = (name: string, backup?: object) => ({ name, host: hostSettings.parse({ backup }) });
const time = "2026-06-01T12:00:00.000Z";

describe("dates of proved restores", () => {
    const read = (given: unknown, problems: SettingsProblem[] = []) =>
        [
            readRestoreProofs(given, ["a", "b"], "stacks/Pulumi.test.yaml", problems),
            problems.map(formatProblem).join("\n"),
        ] as const;

    it("are read by host, and refused where they are none, or of no host", () => {
        assert.deepEqual(read({ a: time }), [{ a: time }, ""]);
        assert.deepEqual(read(undefined), [{}, ""]);
        assert.match(read({ a: "yesterday" })[1], /restoreProvedAt\.a: "yesterday" is not accepted; .*a time such as/);
        assert.match(read({ c: time })[1], /restoreProvedAt\.c: is not a known setting/);
    });

    it("are an output for each host that makes backups: a time, or never", () => {
        const a = host("a", { repository });
        assert.deepEqual(restoreProofsOutput([a], {}), { restoreProvedAt: "never" });
        assert.deepEqual(restoreProofsOutput([a, host("b"), host("c", { repository })], { a: time }), {
            restoreProvedAt: { a: time, c: "never" },
        });
        assert.deepEqual(restoreProofsOutput([host("b")], {}), {});
        const drilled = host("a", { repository, mode: "restore-only", restoreFrom: "latest" });
        assert.deepEqual(restoreProofsOutput([drilled], {}), {});
    });
});
