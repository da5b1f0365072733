import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { HardenedHost } from "../../components/index";
import type { HostArgs } from "../../components/index";
import { hostConfigurationInputs } from "../../provider/host-configuration/inputs";
import { outputNames, outputsOf } from "../../stacks/outputs";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { answers, firstKey, ownKey } from "./provider-answers";
import { publicTexts, recordRegistrations, secretOf, valueOf } from "./registrations";
import type { Recording, Registration } from "./registrations";

const { ed25519 } = makeTestKeys();

function makeHost(name: string, host: HostArgs = {}): HardenedHost {
    return new HardenedHost(name, {
        host,
        login: { user: "deploy", authorizedKeys: [ed25519], identityFile: "~/.ssh/id_ed25519" },
        cloud: { local: { memoryMib: 1024 } },
        tags: { stack: "test" },
    });
}

describe("HardenedHost", () => {
    let recording: Recording;
    let made: HardenedHost[];
    const named = (name: string): Registration => {
        const found = recording.resources.find((resource) => resource.name === name);
        return found ?? assert.fail(`there is no ${name}: ${recording.resources.map((one) => one.name).join(", ")}`);
    };

    before(async () => {
        recording = await recordRegistrations(answers);
        made = [makeHost("chat-1"), makeHost("chat-22", { ssh: { port: 2022 } })];
        await valueOf(pulumi.output(outputsOf(made.map((host, index) => ({ name: String(index), made: host })))));
    });

    it("makes exactly these resources for two hosts, each below its own host", () => {
        const listed = recording.resources.map(({ type, name, parent }) => `${parent} > ${type} ${name}`).sort();
        const below = (host: string, port: number) => {
            const parent = `hardened-host:index:HardenedHost ${host} > hardened-host:index:`;
            return [
                `${parent}HostConfiguration ${host}-configuration`,
                `${parent}HostKey ${host}-first-key`,
                `${parent}LocalMachine ${host}-machine`,
                `${parent}LocalOpening ${host}-opening-tcp-${port}`,
            ];
        };
        // The stack's own resource, which the engine makes, is not among the mocks.
        const hosts = ["chat-1", "chat-22"].map((host) => ` > hardened-host:index:HardenedHost ${host}`);
        const own = listed.filter((line) => line.includes("hardened-host:index:"));
        assert.deepEqual(own, [...below("chat-1", 4222), ...below("chat-22", 2022), ...hosts].sort());
    });

    it("gives the machine its first-boot text as a secret, and leaves a machine alone that has another", () => {
        const machine = named("chat-1-machine");
        const text = String(secretOf(machine.inputs["bootstrap"]));
        assert.match(text, /^#cloud-config\nhostname: "chat-1"\n/);
        assert.ok(text.includes(ed25519));
        assert.match(text, /^ {6}Port 4222$/m);
        assert.deepEqual(machine.ignoreChanges, ["bootstrap"]);
    });

    it("gives the machine the cloud's settings", () => {
        const { bootstrap: _secret, ...inputs } = named("chat-1-machine").inputs;
        assert.deepEqual(inputs, {
            name: "chat-1",
            memoryMib: 1024,
            cpus: 2,
            diskGib: 8,
            release: "debian-13",
            running: true,
        });
    });

    it("shows no private key to anybody", () => {
        for (const { name, inputs } of recording.resources) {
            const shown = publicTexts(inputs).filter((text) => text.includes("PRIVATE KEY"));
            assert.deepEqual(shown, [], name);
        }
        assert.deepEqual(named("chat-1-first-key").secretOutputs, ["privateKey"]);
    });

    it("delivers after the openings, over them, and with the first key pinned", () => {
        const { inputs, dependsOn } = named("chat-1-configuration");
        assert.ok(dependsOn.includes("chat-1-opening-tcp-4222"));
        assert.equal(inputs["machineId"], "id-of-chat-1-machine");
        assert.deepEqual(inputs["connection"], {
            address: "127.0.0.14",
            port: 14_222,
            user: "deploy",
            identityFile: "~/.ssh/id_ed25519",
            hostKey: firstKey,
            rotateHostKey: true,
        });
    });

    it("deletes what is on a machine, or leads to it, with the machine", () => {
        assert.equal(named("chat-1-configuration").deletedWith, "chat-1-machine");
        assert.equal(named("chat-1-opening-tcp-4222").deletedWith, "chat-1-machine");
    });

    it("gives the provider inputs that it takes, with the secret files secret", () => {
        const { secretFiles, ...inputs } = named("chat-1-configuration").inputs;
        const hostKey = `ssh-ed25519 ${Buffer.from("first").toString("base64")}`;
        const connection = { ...z.record(z.string(), z.unknown()).parse(inputs["connection"]), hostKey };
        const parsed = hostConfigurationInputs.safeParse({ ...inputs, connection, secretFiles: secretOf(secretFiles) });
        assert.deepEqual(parsed.error?.issues, undefined);
    });

    it("registers its outputs", async () => {
        const outputs = recording.outputs.get("chat-1");
        assert.deepEqual(Object.keys(outputs ?? {}).sort(), [...outputNames].sort());
        assert.equal(outputs?.["hostKey"], ownKey);
        assert.equal(outputs["sshPort"], 14_222);
        assert.equal(outputs["generation"], 1);
        assert.deepEqual(outputs["sshfp"], ["4 2 00"]);
        assert.equal(outputs["knownHosts"], `[127.0.0.14]:14222 ${ownKey}`);
        const command = await valueOf(made[0]?.sshCommand ?? assert.fail());
        assert.ok(command.startsWith("ssh -p 14222 -i ~/.ssh/id_ed25519 "), command);
        assert.ok(command.endsWith(" deploy@127.0.0.14"), command);
    });

    it("gives a stack's outputs plainly for one host, and by name for several", async () => {
        const [first, second] = made;
        assert.ok(first && second);
        assert.equal(outputsOf([{ name: "chat-1", made: first }])["address"], first.address);
        const several = await valueOf(
            pulumi.output(
                outputsOf([
                    { name: "chat-1", made: first },
                    { name: "chat-22", made: second },
                ]),
            ),
        );
        assert.deepEqual(Object.keys(several), [...outputNames]);
        assert.deepEqual(several["sshPort"], { "chat-1": 14_222, "chat-22": 12_022 });
    });
});
