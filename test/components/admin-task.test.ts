import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { HardenedHost } from "../../components/index";
import { adminTaskInputs } from "../../provider/admin-task/inputs";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { answers, ownKey } from "./provider-answers";
import { publicTexts, recordRegistrations, secretOf, valueOf } from "./registrations";
import type { Registration } from "./registrations";

const { ed25519 } = makeTestKeys();
const plantedSecret = "planted-7c1e";

describe("a task that is done once on a host", () => {
    let first: Registration;
    let second: Registration;
    let administrator: Registration;
    let isSecret: boolean;

    before(async () => {
        const recording = await recordRegistrations(answers);
        const host = new HardenedHost("chat-1", {
            cloud: { local: {} },
            login: { authorizedKeys: [ed25519], proxyJump: "bastion.example.org" },
            host: {
                tls: { domain: "example.org", issuer: "internal" },
                apps: { ejabberd: { domain: "example.org", firstAdministrator: "alice" } },
            },
        });
        const output = host.runOnce("first-account", { command: "cat", stdin: plantedSecret });
        host.runOnce("other", { command: "true", revision: "2", timeoutSeconds: 60 });
        await valueOf(output);
        isSecret = await pulumi.isSecret(output);
        const outputs = await valueOf(host.taskOutputs);
        assert.deepEqual(Object.keys(outputs), ["ejabberd-administrator"]);
        await pulumi.runtime.disconnect();
        const named = (name: string) => recording.resources.find((one) => one.name === name) ?? assert.fail(name);
        [first, second] = [named("chat-1-first-account"), named("chat-1-other")];
        administrator = named("chat-1-ejabberd-administrator");
    });

    it("is a task of the host, over the key in force, by the way and as the account that delivers", () => {
        assert.equal(first.type, "hardened-host:index:AdminTask");
        assert.equal(first.parent, "hardened-host:index:HardenedHost chat-1");
        assert.deepEqual(first.inputs["connection"], {
            address: "127.0.0.14",
            port: 14_222,
            user: "deploy",
            proxyJump: "bastion.example.org",
            hostKey: ownKey,
        });
        assert.equal(first.inputs["machineId"], "id-of-chat-1-machine");
    });

    it("waits for the delivery, and goes with the machine", () => {
        for (const one of [first, administrator]) {
            assert.ok(one.dependsOn.includes("chat-1-configuration"));
            assert.equal(one.deletedWith, "chat-1-machine");
        }
    });

    it("names what does it once more", () => {
        assert.deepEqual(
            [first, second, administrator].map(({ inputs }) => inputs["revision"]),
            ["1", "2", "alice@example.org"],
        );
    });

    it("shows no secret: not what it reads, not what it writes", () => {
        assert.equal(secretOf(first.inputs["stdin"]), plantedSecret);
        assert.ok(first.secretOutputs.includes("output"));
        assert.ok(isSecret);
        for (const { inputs } of [first, second]) {
            const shown = publicTexts(inputs).filter((text) => text.includes(plantedSecret));
            assert.deepEqual(shown, []);
        }
    });

    it("asks the provider for what it takes", () => {
        for (const { inputs } of [first, second, administrator]) {
            const given = { ...inputs, stdin: secretOf(inputs["stdin"]), output: undefined };
            const { output: _output, ...asked } = given;
            adminTaskInputs.parse(asked);
        }
    });
});
