import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { promisify } from "node:util";
import { HardenedHost } from "../../components/index";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { answers, ownKey } from "./provider-answers";
import { publicTexts, recordRegistrations, secretOf, valueOf } from "./registrations";
import type { Registration } from "./registrations";

const { ed25519 } = makeTestKeys();
const plantedSecret = "planted-7c1e";
const awkward = `printf '%s\\n' "it's $HOME; \`id\`" && cat`;
const revised = { command: "true", revision: "2", timeoutSeconds: 60, privateKey: plantedSecret };

describe("a task that is done once on a host", () => {
    let first: Registration;
    let second: Registration;
    let isSecret: boolean;

    before(async () => {
        const recording = await recordRegistrations(answers);
        const host = new HardenedHost("chat-1", { cloud: { local: {} }, login: { authorizedKeys: [ed25519] } });
        const output = host.runOnce("first-account", { command: awkward, stdin: plantedSecret });
        host.runOnce("other", revised);
        await valueOf(output);
        isSecret = await pulumi.isSecret(output);
        await pulumi.runtime.disconnect();
        const named = (name: string) => recording.resources.find((one) => one.name === name) ?? assert.fail(name);
        [first, second] = [named("chat-1-first-account"), named("chat-1-other")];
    });

    it("is a remote command of the host, over the pinned key, as the account that delivers", () => {
        assert.equal(first.type, "command:remote:Command");
        assert.equal(first.parent, "hardened-host:index:HardenedHost chat-1");
        assert.deepEqual(secretOf(first.inputs["connection"]), {
            host: "127.0.0.14",
            port: 14_222,
            user: "deploy",
            hostKey: ownKey,
            dialErrorLimit: 3,
            // The SDK's own.
            perDialTimeout: 15,
        });
    });

    it("waits for the delivery, and goes with the machine", () => {
        assert.ok(first.dependsOn.includes("chat-1-configuration"));
        assert.equal(first.deletedWith, "chat-1-machine");
        assert.equal(first.inputs["delete"], undefined);
    });

    it("is done again for another revision, and for nothing else", () => {
        assert.equal(first.inputs["update"], ":");
        assert.deepEqual([first.inputs["triggers"], second.inputs["triggers"]], [["1"], ["2"]]);
    });

    it("shows no secret: not what it reads, not what it writes, not the key", () => {
        assert.equal(secretOf(first.inputs["stdin"]), plantedSecret);
        for (const output of ["stderr", "stdout"]) assert.ok(first.secretOutputs.includes(output));
        assert.equal(first.inputs["logging"], "none");
        assert.ok(isSecret);
        for (const { inputs } of [first, second]) {
            assert.deepEqual(
                publicTexts(inputs).filter((text) => text.includes(plantedSecret)),
                [],
            );
        }
    });

    it("asks sshd for no environment, which a hardened one refuses", () => {
        assert.equal(first.inputs["addPreviousOutputInEnv"], false);
        assert.equal(first.inputs["environment"], undefined);
    });

    it("hands the command to root's shell as it was written, and ends it after its time", async () => {
        const command = String(first.inputs["create"]);
        assert.match(command, /^sudo -n timeout -k 10 900 \/bin\/sh -c '/);
        assert.match(String(second.inputs["create"]), /^sudo -n timeout -k 10 60 \/bin\/sh -c 'true'$/);
        // The real shells on the way, without the change to root.
        const running = promisify(execFile)("sh", ["-c", command.replace("sudo -n ", "")]);
        running.child.stdin?.end(plantedSecret);
        const id = (await promisify(execFile)("id")).stdout.trim();
        assert.equal((await running).stdout, `it's ${process.env["HOME"]}; ${id}\n${plantedSecret}`);
    });

    it("cannot go through other hosts, and says so", async () => {
        await recordRegistrations(answers);
        const login = { authorizedKeys: [ed25519], proxyJump: "bastion.example.org" };
        const host = new HardenedHost("chat-2", { cloud: { local: {} }, login });
        assert.throws(() => host.runOnce("task", { command: "true" }), /login\.proxyJump: a task of chat-2 cannot go/);
        await pulumi.runtime.disconnect();
    });
});
