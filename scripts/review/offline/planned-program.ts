// Runs the program of a checkout without an engine, a state, a cloud or a secret, and prints what it asks for as JSON.
// Started in a process of its own for each checkout: node --require tsx/cjs planned-program.ts <checkout> <stack>
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { parse } from "yaml";
import { z } from "zod";
import { withoutSecrets } from "./without-secrets";

/** Well formed (RFC 8709 section 4), and nobody's. */
const claimedKeyBlob = Buffer.concat([Buffer.from("\0\0\0\vssh-ed25519\0\0\0 "), Buffer.alloc(32, 7)]);
const claimedKey = `ssh-ed25519 ${claimedKeyBlob.toString("base64")}`;

/** Whatever the clouds and our provider would answer: documentation addresses (RFC 5737, RFC 3849). */
const claimed = {
    ...{
        address: "198.51.100.10",
        ipAddress: "198.51.100.10",
        publicIp: "198.51.100.10",
        ipv4Address: "198.51.100.10",
    },
    ...{ ipv6Address: "2001:db8::10", ipv6Addresses: ["2001:db8::10"], localPort: 40_000, machineId: "machine" },
    ...{ publicKey: claimedKey, privateKey: "claimed", fingerprint: "SHA256:claimed", currentHostKey: claimedKey },
    ...{
        hostKeyFingerprint: "SHA256:claimed",
        sshfp: [],
        generation: 1,
        availabilityZone: "claimed",
        vpcId: "claimed",
    },
    ...{ allocationId: "claimed", zoneId: "claimed", dropletUrn: "do:1", reservedIpUrn: "do:2", volumeUrn: "do:3" },
};

const stackFile = z.object({ config: z.record(z.string(), z.unknown()).default({}) });

export interface PlannedResource {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

async function main(checkout: string, stack: string): Promise<void> {
    const { config } = stackFile.parse(parse(readFileSync(join(checkout, `stacks/Pulumi.${stack}.yaml`), "utf8")));
    const home = mkdtempSync(join(tmpdir(), "hardened-host-home-"));
    process.env["HOME"] = home;
    try {
        makeKeys(config, home);
        process.stdout.write(JSON.stringify(await plannedResources(checkout, stack, config)));
    } finally {
        rmSync(home, { recursive: true });
    }
}

/** Keys that the settings name in somebody's home folder: here is none, and the same stands in for both checkouts. */
function makeKeys(config: Readonly<Record<string, unknown>>, home: string): void {
    const paths = JSON.stringify(config).match(/~\/[^"]+/g) ?? [];
    for (const path of paths) {
        const file = join(home, path.slice(2));
        if (!file.startsWith(`${home}/`)) continue;
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${claimedKey} ${path}\n`);
    }
}

async function plannedResources(checkout: string, stack: string, config: Readonly<Record<string, unknown>>) {
    // The checkout's own SDK: its program must find the mocks that were set up here.
    const load = createRequire(join(checkout, "package.json"));
    const pulumi = load("@pulumi/pulumi") as typeof Pulumi;
    const resources: PlannedResource[] = [];
    const newResource = ({ type, name, inputs }: MockResourceArgs) => {
        const given = inputs as Readonly<Record<string, unknown>>;
        resources.push({ type, name, inputs: z.record(z.string(), z.unknown()).parse(withoutSecrets(given)) });
        return { id: "10001", state: { name, ...claimed, ...given } };
    };
    const call = () => ({ id: "claimed", ...claimed });
    await pulumi.runtime.setMocks({ newResource, call }, "hardened-host", stack);
    pulumi.runtime.setAllConfig(configTexts(config));
    const { program } = load("./stacks/index.ts") as {
        program: () => Readonly<Record<string, Pulumi.Input<unknown>>>;
    };
    await new Promise((resolve) => pulumi.output(program()).apply(resolve));
    await pulumi.runtime.disconnect();
    return resources;
}

/** As Pulumi hands them to a program; a dummy stands for each encrypted value. */
function configTexts(config: Readonly<Record<string, unknown>>): Record<string, string> {
    const plain = Object.entries(config).map(([key, value]): [string, string] => {
        const shown = withDummies(value);
        return [key, typeof shown === "string" ? shown : JSON.stringify(shown)];
    });
    return Object.fromEntries(plain);
}

function withDummies(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withDummies);
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value);
    if (members.length === 1 && members[0]?.[0] === "secure") return "dummy";
    return Object.fromEntries(members.map(([name, member]) => [name, withDummies(member)]));
}

const [checkout = ".", stack = ""] = process.argv.slice(2);
main(checkout, stack).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
