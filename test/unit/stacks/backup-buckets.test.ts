import assert from "node:assert/strict";
import { formatProblem, type SettingsProblem } from "../../../components/host/errors";
import { readBackupBuckets } from "../../../stacks/backup-buckets";

function problemsOf(given: unknown): string {
    const problems: SettingsProblem[] = [];
    readBackupBuckets(given, "stacks/Pulumi.test.yaml", problems);
    return problems.map(formatProblem).join("\n");
}

describe("buckets for backups", () => {
    it("are made at one provider each, by name", () => {
        const buckets = readBackupBuckets(
            { main: { aws: { bucket: "example-backups", region: "eu-central-1" } } },
            "stacks/Pulumi.test.yaml",
            [],
        );
        assert.deepEqual(
            buckets.map(({ name }) => name),
            ["main"],
        );
        assert.deepEqual(readBackupBuckets(undefined, "", []), []);
    });

    it("are refused with all that is wrong with them", () => {
        assert.match(
            problemsOf({ main: {} }),
            /^backupBuckets\.main: names no provider; it must name exactly one\. Keep one of aws, /,
        );
        const aws = { bucket: "B", region: "eu-central-1", lockedDays: 3 };
        assert.match(
            problemsOf({ main: { aws } }),
            /backupBuckets\.main\.aws\.bucket: "B" is not accepted; .*\n.*aws\.lockedDays: 3 is not/,
        );
        assert.match(problemsOf({ main: { azure: {} } }), /azure/);
    });
});
