import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LookUp, Registration } from "../components/registrations";
import { secretOf } from "../components/registrations";
import { aws } from "../contracts/clouds/aws";
import { digitalocean } from "../contracts/clouds/digitalocean";
import { existing } from "../contracts/clouds/existing";
import { recordHost } from "../contracts/clouds/evidence";
import type { Bootstrap, CloudRow } from "../contracts/clouds/evidence";
import { hetzner } from "../contracts/clouds/hetzner";
import { text } from "../contracts/clouds/inputs";
import { local } from "../contracts/clouds/local";

const accepting = process.env["ACCEPT_GOLDENS"] === "1";

/** Ours, the same for every cloud; its inputs are the plan, which has golden files of its own. */
const notOfTheCloud = ["HardenedHost", "HostKey", "HostConfiguration"].map((type) => `hardened-host:index:${type}`);

/** A resource as a reviewer reads it: options that are not set are left out, and the first-boot text is lines. */
function describeResource(row: CloudRow, resource: Registration): Record<string, unknown> {
    const { type, name, inputs, dependsOn, deletedWith, ignoreChanges, replaceOnChanges } = resource;
    const isMachine = type === row.machineType;
    const shown = isMachine && row.bootstrap !== undefined ? withLines(inputs, row.bootstrap) : inputs;
    const options = {
        dependsOn,
        deletedWith,
        ignoreChanges,
        replaceOnChanges,
        protect: resource.protect,
        deleteBeforeReplace: resource.deleteBeforeReplace,
    };
    const set = Object.entries(options).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
    return { type, name, inputs: sorted(shown), options: Object.fromEntries(set) };
}

function withLines(inputs: Registration["inputs"], { input, decode }: Bootstrap): Record<string, unknown> {
    const sent = text.parse(secretOf(inputs[input]));
    return { ...inputs, [input]: { secret: decode(sent).text.trimEnd().split("\n") } };
}

function sorted(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function render(row: CloudRow, resources: readonly Registration[], lookUps: readonly LookUp[]): string {
    const ofTheCloud = resources.filter(({ type }) => !notOfTheCloud.includes(type) && !type.startsWith("pulumi:"));
    const byName = [...ofTheCloud].sort((a, b) => (a.name + a.type < b.name + b.type ? -1 : 1));
    const golden = {
        settings: row.full,
        lookUps: [...lookUps].sort((a, b) => (a.token < b.token ? -1 : 1)),
        resources: byName.map((resource) => describeResource(row, resource)),
    };
    return `${JSON.stringify(golden, undefined, 2)}\n`;
}

describe("what a cloud is asked for", () => {
    for (const row of [aws, digitalocean, existing, hetzner, local]) {
        it(`on ${row.id}, with every setting, is what was accepted`, async () => {
            const { resources, lookUps } = await recordHost(row.id, row.full);
            const rendered = render(row, resources, lookUps);
            const file = join(__dirname, "clouds", `${row.id}.json`);
            if (accepting) {
                mkdirSync(dirname(file), { recursive: true });
                writeFileSync(file, rendered);
            }
            assert.ok(existsSync(file), `${file} is missing: accept it with \`npm run accept\``);
            assert.equal(rendered, readFileSync(file, "utf8"));
        });
    }
});
