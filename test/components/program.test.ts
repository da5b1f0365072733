import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { outputNames } from "../../stacks/outputs";
import { program } from "../../stacks/index";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { answers } from "./provider-answers";
import { recordRegistrations, valueOf } from "./registrations";
import type { Recording } from "./registrations";

const { ed25519 } = makeTestKeys();

function dependenciesOn({ resources }: Recording, name: string, prefix: string): string[] {
    const found = resources.find((resource) => resource.name === name) ?? assert.fail(`there is no ${name}`);
    return found.dependsOn.filter((dependency) => dependency.startsWith(prefix));
}

describe("the stack program", () => {
    beforeEach(() => recordRegistrations(answers));
    afterEach(() => {
        pulumi.runtime.setAllConfig({});
    });

    const configure = (hosts: unknown, rollout: unknown = {}) => {
        pulumi.runtime.setAllConfig({
            "hardened-host:hosts": JSON.stringify(hosts),
            "hardened-host:rollout": JSON.stringify(rollout),
        });
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

    it("delivers to all hosts at once when no canaries are asked for", async () => {
        const recording = await recordRegistrations(answers);
        configure({ a: good, b: good });
        await valueOf(pulumi.output(program()));
        assert.deepEqual(dependenciesOn(recording, "b-configuration", "a-"), []);
    });

    it("delivers to the others after every canary, the first by name; no canary waits, and no machine does", async () => {
        const recording = await recordRegistrations(answers);
        configure({ d: good, b: good, a: good, c: good }, { canaries: 2 });
        await valueOf(pulumi.output(program()));
        for (const other of ["c", "d"]) {
            const configuration = `${other}-configuration`;
            assert.ok(dependenciesOn(recording, configuration, "a-").includes("a-configuration"));
            assert.ok(dependenciesOn(recording, configuration, "b-").includes("b-configuration"));
        }
        assert.deepEqual(dependenciesOn(recording, "d-configuration", "c-"), []);
        assert.deepEqual(dependenciesOn(recording, "b-configuration", "a-"), []);
        for (const { name, type, dependsOn } of recording.resources) {
            if (type.endsWith(":HostConfiguration")) continue;
            const strangers = dependsOn.filter((dependency) => !dependency.startsWith(name.slice(0, 1)));
            assert.deepEqual(strangers, [], name);
        }
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
