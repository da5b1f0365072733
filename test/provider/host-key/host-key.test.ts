import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostKey } from "../../../provider/host-key/host-key";

const context = {
    urn: "urn:pulumi:test::test::hardened-host:index:HostKey::chat-1",
    log: { progress() {}, info() {}, warn() {} },
    cancelled: new AbortController().signal,
};

describe("host key", () => {
    let folder: string;
    const previous = process.env["TMPDIR"];
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "host-key-test-"));
        process.env["TMPDIR"] = folder;
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
        if (previous === undefined) delete process.env["TMPDIR"];
        else process.env["TMPDIR"] = previous;
    });

    it("is a pair that OpenSSH itself reads as one, without passphrase or comment", async () => {
        const { state } = await hostKey.create({}, context);
        const path = join(folder, "key");
        writeFileSync(path, state.privateKey, { mode: 0o600 });
        const derived = execFileSync("ssh-keygen", ["-y", "-P", "", "-f", path], { encoding: "utf8" });
        assert.equal(derived.trim(), state.publicKey);
        assert.match(state.publicKey, /^ssh-ed25519 [A-Za-z0-9+/]{68}$/);
        const listed = execFileSync("ssh-keygen", ["-l", "-f", path], { encoding: "utf8" });
        assert.equal(listed.split(" ")[1], state.fingerprint);
    });

    it("leaves nothing behind", async () => {
        await hostKey.create({}, context);
        assert.deepEqual(readdirSync(folder), []);
    });

    it("leaves nothing behind when ssh-keygen is missing, and says how to install it", async () => {
        const path = process.env["PATH"];
        process.env["PATH"] = folder;
        try {
            await assert.rejects(hostKey.create({}, context), {
                name: "OperationError",
                message: /ssh-keygen is not installed.*apt-get install openssh-client/,
            });
        } finally {
            process.env["PATH"] = path;
        }
        assert.deepEqual(readdirSync(folder), []);
    });

    it("is another one each time, named by its fingerprint", async () => {
        const [one, other] = await Promise.all([hostKey.create({}, context), hostKey.create({}, context)]);
        assert.notEqual(one.state.privateKey, other.state.privateKey);
        assert.equal(one.id, one.state.fingerprint);
    });

    it("is replaced when a keeper changes, and only then", async () => {
        const { state } = await hostKey.create({ keepers: { host: "chat-1", server: "17" } }, context);
        assert.equal(hostKey.diff(state, { keepers: { server: "17", host: "chat-1" } }).changes, false);
        const difference = hostKey.diff(state, { keepers: { host: "chat-1", server: "18" } });
        assert.deepEqual(difference, { changes: true, replaces: ["keepers"] });
    });

    it("keeps its private half secret", () => {
        assert.deepEqual(hostKey.secretOutputs, ["privateKey"]);
    });
});
