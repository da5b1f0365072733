import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { outputNames } from "../../stacks/outputs";
import { program } from "../../stacks/index";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { answers } from "./provider-answers";
import { recordRegistrations, valueOf } from "./registrations";

const { ed25519 } = makeTestKeys();

describe("the stack program", () => {
    beforeEach(() => recordRegistrations(answers));
    afterEach(() => {
        pulumi.runtime.setAllConfig({});
    });

    const configure = (hosts: unknown) => {
        pulumi.runtime.setAllConfig({ "hardened-host:hosts": JSON.stringify(hosts) });
    };
    const good = { cloud: { local: {} }, login: { authorizedKeys: [ed25519] } };

    it("makes the hosts of the settings and gives their outputs", async () => {
        configure({ demo: good });
        const outputs = await valueOf(pulumi.output(program()));
        assert.deepEqual(Object.keys(outputs), [...outputNames]);
        assert.equal(outputs["generation"], 1);
    });

    it("makes several hosts in one stack, with their outputs by name", async () => {
        configure({ one: good, two: { ...good, host: { ssh: { port: 2022 } } } });
        const outputs = await valueOf(pulumi.output(program()));
        assert.deepEqual(outputs["sshPort"], { one: 14_222, two: 12_022 });
    });

    it("ends with a message and no stack trace, and asks for nothing, when a setting is wrong", async () => {
        const recording = await recordRegistrations(answers);
        configure({ good, bad: { ...good, host: { ssh: { port: "ssh" } } } });
        assert.throws(program, (error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(
                error.message,
                /^the settings are refused, and nothing was changed:\n\nhosts\.bad\.host\.ssh\.port: /,
            );
            assert.match(error.message, /Correct it in stacks\/Pulumi\.test\.yaml/);
            return true;
        });
        assert.deepEqual(recording.resources, []);
    });
});
