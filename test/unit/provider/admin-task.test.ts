import assert from "node:assert/strict";
import { adminTask } from "../../../provider/admin-task/admin-task";
import { adminTaskInputs } from "../../../provider/admin-task/inputs";

const inputs = adminTaskInputs.parse({
    machineId: "machine-1",
    connection: { address: "192.0.2.1", port: 4222, user: "deploy", hostKey: "ssh-ed25519 AAAA" },
    command: "true",
    stdin: "",
    revision: "1",
    timeoutSeconds: 900,
});
const state = { ...inputs, output: "the only password" };
const context = {
    urn: "urn:pulumi:test::demo::hardened-host:index:AdminTask::chat-1-task",
    log: { progress: () => {}, info: () => {}, warn: () => {} },
    cancelled: new AbortController().signal,
};

describe("an admin task of the provider", () => {
    it("is done again on another machine, and for another revision", () => {
        assert.deepEqual(adminTask.diff(state, { ...inputs, machineId: "machine-2" }).replaces, ["machineId"]);
        assert.deepEqual(adminTask.diff(state, { ...inputs, revision: "2" }).replaces, ["revision"]);
    });

    it("is not done again for another command, way or time limit: what it wrote is kept", async () => {
        const connection = { ...inputs.connection, port: 2022 };
        for (const change of [{ command: "false" }, { connection }, { timeoutSeconds: 60 }, { stdin: "other" }]) {
            const next = { ...inputs, ...change };
            assert.deepEqual(adminTask.diff(state, next), { changes: true, replaces: [] });
            const updated = await adminTask.update("id", state, next, context);
            assert.deepEqual(updated, { ...next, output: "the only password" });
        }
        assert.deepEqual(adminTask.diff(state, inputs), { changes: false, replaces: [] });
    });

    it("gives what it wrote as a secret", () => {
        assert.deepEqual(adminTask.secretOutputs, ["output"]);
    });
});
