import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { cloudIds } from "../../components/clouds/index";
import { program } from "../../stacks/index";
import { outputNames } from "../../stacks/outputs";
import { deployKey } from "../golden/cases";
import { answers } from "./provider-answers";
import { recordRegistrations, valueOf } from "./registrations";
import type { Recording } from "./registrations";

const stacks = resolve(__dirname, "../../stacks");
const examples = readdirSync(stacks).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

const stackFile = z.object({
    config: z.object({
        "hardened-host:hosts": z.record(
            z.string(),
            z.object({ cloud: z.record(z.string(), z.unknown()), login: z.unknown(), host: z.unknown() }),
        ),
    }),
});

function hostsOf(stack: string) {
    const text = readFileSync(join(stacks, `Pulumi.${stack}.yaml`), "utf8");
    return stackFile.parse(parse(text)).config["hardened-host:hosts"];
}

function onlyHostOf(stack: string) {
    const [host] = Object.values(hostsOf(stack));
    return host ?? assert.fail(`${stack} has no host`);
}

/** Runs the program as `pulumi up` would, with these hosts in the stack's file. */
async function deploy(hosts: unknown): Promise<{ recording: Recording; outputs: Record<string, unknown> }> {
    const recording = await recordRegistrations(answers);
    pulumi.runtime.setAllConfig({ "hardened-host:hosts": JSON.stringify(hosts) });
    const outputs = await valueOf(pulumi.output(program()));
    await pulumi.runtime.disconnect();
    return { recording, outputs };
}

const packagesOf = ({ resources }: Recording, prefix = "") =>
    new Set(resources.filter(({ name }) => name.startsWith(prefix)).map(({ type }) => type.split(":")[0]));

describe("the example stacks", () => {
    const realHome = process.env["HOME"];
    let home: string;

    before(() => {
        home = mkdtempSync(join(tmpdir(), "home-"));
        const state = ".local/state/hardened-host/id_ed25519";
        for (const file of [".ssh/id_ed25519.pub", `${state}.pub`, state]) {
            mkdirSync(dirname(join(home, file)), { recursive: true });
            writeFileSync(join(home, file), `${deployKey}\n`);
        }
        process.env["HOME"] = home;
    });

    after(() => {
        pulumi.runtime.setAllConfig({});
        if (realHome === undefined) delete process.env["HOME"];
        else process.env["HOME"] = realHome;
        rmSync(home, { recursive: true });
    });

    it("are one for each cloud", () => assert.deepEqual(examples.sort(), [...cloudIds].sort()));

    for (const stack of examples) {
        it(`${stack}: makes its host, on that cloud alone`, async () => {
            const { recording, outputs } = await deploy(hostsOf(stack));
            assert.deepEqual(Object.keys(outputs), [...outputNames]);
            assert.equal(outputs["generation"], 1);
            const sdk = { existing: "hardened-host", hetzner: "hcloud", local: "hardened-host" }[stack] ?? stack;
            assert.deepEqual([...packagesOf(recording)].sort(), [...new Set([sdk, "hardened-host"])].sort());
        });
    }

    it("make the same host of the same settings, whatever the cloud", async () => {
        const { login, host } = onlyHostOf("digitalocean");
        const delivered = [];
        for (const stack of examples) {
            const { cloud } = onlyHostOf(stack);
            const { recording } = await deploy({ "web-1": { cloud, login, host } });
            const found = recording.resources.find(({ name }) => name === "web-1-configuration");
            const {
                machineId: _machine,
                connection: _connection,
                firstConnection: _first,
                ...plan
            } = found?.inputs ?? assert.fail(stack);
            delivered.push(plan);
        }
        assert.equal(delivered.length, cloudIds.length);
        for (const plan of delivered) assert.deepEqual(plan, delivered[0]);
    });

    it("can be joined: one stack holds hosts on two clouds", async () => {
        const hosts = { one: onlyHostOf("digitalocean"), two: onlyHostOf("aws") };
        const { recording, outputs } = await deploy(hosts);
        assert.deepEqual([...packagesOf(recording, "one-")].sort(), ["digitalocean", "hardened-host"]);
        assert.deepEqual([...packagesOf(recording, "two-")].sort(), ["aws", "hardened-host"]);
        assert.deepEqual(outputs["sshPort"], { one: 4222, two: 4222 });
    });
});
