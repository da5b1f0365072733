import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Recording, Registration } from "../../components/registrations";
import { outputNames } from "../../../stacks/outputs";
import { hostname, tags } from "./evidence";
import type { Evidence } from "./evidence";
import { at, map, texts } from "./inputs";
import type { Rule } from "./network-rules";

const component = `hardened-host:index:HardenedHost ${hostname}`;

/** Resources of the host, without the host itself and the mocks' own stack. */
function children({ resources }: Recording): Registration[] {
    return resources.filter(({ type }) => type !== "hardened-host:index:HardenedHost" && !type.startsWith("pulumi:"));
}

/** Name of the input that takes tags, by the SDK itself. Our own resources have none. */
function tagInput({ type }: Registration): "tags" | "labels" | undefined {
    const [cloud = "", module = ""] = type.split(":");
    if (cloud === "hardened-host") return undefined;
    const file = require.resolve(`@pulumi/${cloud}/${module.replace(/^index\//, "")}`);
    const found = /resourceInputs\["(tags|labels)"\] = args/.exec(readFileSync(file, "utf8"))?.[1];
    return found === "tags" || found === "labels" ? found : undefined;
}

export function taggable({ row, full }: Evidence): { resource: Registration; input: "tags" | "labels" }[] {
    return children(full)
        .filter(({ type }) => !row.otherTags.includes(type))
        .flatMap((resource) => {
            const input = tagInput(resource);
            return input === undefined ? [] : [{ resource, input }];
        });
}

function tagsOf(given: unknown): Record<string, unknown> {
    const words = texts.safeParse(given);
    if (!words.success) return map.parse(given ?? {});
    return Object.fromEntries(words.data.map((word) => word.split(":", 2) as [string, string]));
}

/** Resources that say the machine's id: they are about the machine, and nothing without it. */
export function aboutMachine({ row, full }: Evidence): Registration[] {
    const { machine } = row.read(full);
    const keys = ["dropletId", "instanceId", "serverId", "machineId"];
    return children(full).filter(({ inputs, name }) => name !== machine.name && keys.some((key) => key in inputs));
}

export const lifeRules: Readonly<Record<string, Rule>> = {
    tags: (evidence) => {
        const found = taggable(evidence);
        assert.ok(found.length > 0);
        for (const { resource, input } of found) {
            const given = tagsOf(resource.inputs[input]);
            assert.deepEqual({ stack: given["stack"], host: given["host"] }, tags, resource.name);
        }
    },
    family: ({ full }) => {
        assert.ok(children(full).length > 1);
        for (const { name, parent } of children(full)) {
            assert.equal(parent, component, name);
            assert.ok(name.startsWith(`${hostname}-`), name);
        }
    },
    outputs: ({ full }) => {
        const registered = Object.entries(full.outputs.get(hostname) ?? {});
        const known = registered.filter(([, value]) => value !== undefined && value !== null).map(([name]) => name);
        assert.deepEqual(known.sort(), [...outputNames].sort());
    },
    replacement: ({ row, full, replaceable }) => {
        const { inputs, ignoreChanges } = row.read(full).machine;
        const given = row.replacing.filter((path) => at(inputs, path) !== undefined);
        assert.ok(given.length > 0);
        assert.deepEqual(
            given.filter((path) => !ignoreChanges.includes(path)),
            [],
            "a change would replace the machine",
        );
        if (replaceable !== undefined) assert.deepEqual(row.read(replaceable).machine.ignoreChanges, []);
    },
    "protected-data": ({ row, full }) => {
        const { dataVolumes } = row.read(full);
        assert.ok(dataVolumes.length > 0);
        assert.deepEqual(
            dataVolumes.filter(({ protect }) => !protect).map(({ name }) => name),
            [],
        );
    },
    "gone-with-machine": (evidence) => {
        const { machine } = evidence.row.read(evidence.full);
        const about = aboutMachine(evidence);
        assert.ok(about.length > 0);
        for (const { name, deletedWith } of about) assert.equal(deletedWith, machine.name, name);
    },
};
