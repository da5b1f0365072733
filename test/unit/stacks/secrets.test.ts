import assert from "node:assert/strict";
import type { SettingsProblem } from "../../../components/host/errors";
import { readSecrets } from "../../../stacks/secrets";

const slots = { "/etc/mail/relay": { secret: "relay-password" }, "/etc/backup/key": { secret: "backup-key" } };

function read(secrets: Readonly<Record<string, unknown>>) {
    const problems: SettingsProblem[] = [];
    const found = readSecrets({ name: "chat-1", secrets, file: "stacks/Pulumi.test.yaml" }, slots, problems);
    return { found, problems };
}

describe("secrets", () => {
    it("are what the plan puts somewhere", () => {
        const secrets = { "relay-password": "one", "backup-key": "two" };
        assert.deepEqual(read(secrets), { found: secrets, problems: [] });
    });

    for (const [what, value] of [
        ["is not there", undefined],
        ["is empty", ""],
        ["is no text", { secure: "s3cret" }],
    ] as const) {
        it(`that the plan needs are asked for, with the command, when one ${what}`, () => {
            const { found, problems } = read({ "relay-password": "one", "backup-key": value });
            assert.deepEqual(found, { "relay-password": "one" });
            assert.deepEqual(problems, [
                {
                    path: "secrets.chat-1.backup-key",
                    problem: "is not set; it must be the text that goes into /etc/backup/key on the host",
                    remedy: "Run: pulumi config set --secret --path 'hardened-host:secrets.chat-1.backup-key'",
                },
            ]);
        });
    }

    it("that nothing uses are named, with the one that was meant", () => {
        const { problems } = read({ "relay-password": "one", "backup-key": "two", "relay-pasword": "s3cret" });
        assert.deepEqual(
            problems.map(({ path, remedy }) => [path, remedy]),
            [["secrets.chat-1.relay-pasword", "Did you mean relay-password? Rename it in stacks/Pulumi.test.yaml"]],
        );
    });
});
