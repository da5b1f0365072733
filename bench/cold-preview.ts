import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { recordHost } from "../test/contracts/clouds/evidence";
import { containsSecret, unwrap } from "../provider/wire";
import { deployKey } from "../test/golden/cases";
import { EngineProject } from "../test/engine/project";
import { figure, median, runs, use, type Figure } from "./figures";
import { measure, type Measurement } from "./measured-run";

const root = resolve(__dirname, "..");
const repetitions = 3;
const atMostRatio = 1.3;

/** The least that each cloud must be told, and the package of its SDK, whose plugin has the same name. */
const clouds = {
    aws: { sdk: "aws", settings: { region: "eu-central-1", instanceType: "t4g.small" } },
    digitalocean: { sdk: "digitalocean", settings: { region: "fra1", size: "s-1vcpu-2gb" } },
    hetzner: { sdk: "hcloud", settings: { location: "fsn1", serverType: "cx23" } },
} as const;

type CloudId = keyof typeof clouds;

/** A first `preview` of one host in each cloud, against a program that names the same resources one by one. */
export async function coldPreview(): Promise<readonly Figure[]> {
    const figures: Figure[] = [];
    for (const id of Object.keys(clouds) as CloudId[]) figures.push(...(await compare(id)));
    return figures;
}

async function compare(id: CloudId): Promise<Figure[]> {
    const [ours, byHand] = [await ourProgram(id), await handWritten(id)];
    try {
        const [our, their]: [Measurement[], Measurement[]] = [[], []];
        for (let turn = 0; turn < repetitions; turn += 1) {
            their.push(await measure(byHand.call("preview")));
            our.push(await measure(ours.call("preview")));
        }
        return figuresOf(id, our, their);
    } finally {
        await Promise.all([ours.remove(), byHand.remove()]);
    }
}

function figuresOf(id: CloudId, our: readonly Measurement[], their: readonly Measurement[]): Figure[] {
    const ratio = (amount: (one: Measurement) => number) => median(our.map(amount)) / median(their.map(amount));
    const seconds = (all: readonly Measurement[]) => all.map((one) => one.seconds);
    return [
        runs(`${id}, by hand`, seconds(their)),
        runs(`${id}, ours`, seconds(our)),
        figure(
            `${id}, ratio of the medians`,
            ratio((one) => one.seconds),
            "times",
            atMostRatio,
        ),
        figure(
            `${id}, processor time`,
            ratio(({ cpuSeconds }) => total(cpuSeconds)),
            "times",
            atMostRatio,
        ),
        figure(
            `${id}, memory`,
            ratio(({ peakMib }) => total(peakMib)),
            "times",
            atMostRatio,
        ),
        ...our.slice(-1).flatMap((one) => use(`ours at ${id}`, one)),
    ];
}

const total = (amounts: Readonly<Record<string, number>>) => Object.values(amounts).reduce((sum, one) => sum + one, 0);

async function ourProgram(id: CloudId): Promise<EngineProject> {
    const project = await EngineProject.create("stacks/main.js", {});
    const host = { cloud: { [id]: clouds[id].settings }, login: { authorizedKeys: [deployKey] } };
    await project.configure(JSON.stringify({ "hardened-host:hosts": { "web-1": host } }));
    await standIn(project, id);
    return project;
}

async function handWritten(id: CloudId): Promise<EngineProject> {
    const list = "resources.json";
    const project = await EngineProject.create("bench/hand-written.js", { HAND_WRITTEN: list });
    const { resources } = await recordHost(id, clouds[id].settings, {});
    const isMade = ({ type }: { readonly type: string }) => !/:(Stack|HardenedHost)$/.test(type);
    const described = resources.filter(isMade).map(({ type, name, inputs }) => {
        const [hidden, open] = [true, false].map((secret) =>
            Object.entries(inputs).filter(([, value]) => containsSecret(value) === secret),
        );
        return {
            type,
            name,
            inputs: Object.fromEntries(open ?? []),
            secrets: unwrap(Object.fromEntries(hidden ?? [])),
        };
    });
    const sdk = join(root, "node_modules/@pulumi", clouds[id].sdk);
    await writeFile(join(project.folder, list), JSON.stringify({ sdk, resources: described }));
    await standIn(project, id);
    return project;
}

/** A preview that needs no account: the cloud's plugin is one that agrees to everything. */
async function standIn(project: EngineProject, id: CloudId): Promise<void> {
    const { sdk } = clouds[id];
    const folder = join(project.folder, "claiming-cloud");
    await mkdir(folder);
    const executable = join(folder, `pulumi-resource-${sdk}`);
    const [tsx, script] = [join(root, "node_modules/tsx/dist/cjs/index.cjs"), join(root, "bench/claiming-cloud.ts")];
    await writeFile(executable, `#!/bin/sh\nexec node --require '${tsx}' '${script}' "$@"\n`);
    await chmod(executable, 0o755);
    await project.useProviders({ "hardened-host": join(root, "provider"), [sdk]: folder });
    await measure(project.initialisation);
}
