import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chosenParts } from "../../components/host/chosen-parts";
import { failureReportPlan } from "../../components/host/failure-report";
import { noClaims } from "../../components/host/claims";
import type { Claims } from "../../components/host/claims";
import type { Hardening } from "../../components/host/hardenings/hardening";
import type { Check, HostFacts } from "../../components/host/part";
import { hardeningIds, hardenings } from "../../components/host/hardenings/index";
import type { HardeningId, HardeningSchemas, HardeningValues } from "../../components/host/hardenings/index";
import type { Activation, PartialHostPlan, UnitState } from "../../components/host/plan";
import { hostChecks, planHost } from "../../components/host/plan-host";
import { hostFacts, hostSettings } from "../../components/host/settings";
import { goldenCases } from "../golden/cases";

const claims: Claims = {
    ...noClaims,
    openings: [{ protocol: "tcp", port: 4222, sources: [], purpose: "SSH" }],
    deferredRestarts: ["postgresql.service"],
    auditedPaths: ["/srv/app"],
};

/** One hardening's plan and checks, the settings given as they are for every golden case. */
interface Planned {
    readonly name: string;
    readonly plan: PartialHostPlan;
    readonly checks: readonly Check[];
}

function planned(id: HardeningId): Planned[] {
    return goldenCases.map((golden) => {
        const settings = deepFreeze(golden.settings);
        const host = deepFreeze(hostFacts(golden.hostname, golden.login, settings));
        return { name: golden.name, ...planOne(id, settings, host) };
    });
}

function planOne<Id extends HardeningId>(id: Id, settings: HardeningValues, host: HostFacts) {
    const hardening: Hardening<HardeningSchemas[Id]> = hardenings[id];
    return {
        plan: hardening.plan(settings[id], host, deepFreeze(claims)),
        checks: hardening.checks(settings[id], host),
    };
}

function deepFreeze<Value>(value: Value): Value {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(deepFreeze);
    }
    return value;
}

for (const id of hardeningIds) {
    describe(`the hardening ${id}`, () => {
        it("is named as its file", () => {
            assert.equal(hardenings[id].id, id);
            assert.ok(existsSync(join(__dirname, `../../components/host/hardenings/${id}.ts`)));
        });

        it("needs no settings", () => assert.ok(hardenings[id].settings.safeParse({}).success));

        it("refuses a setting that it does not know", () => {
            const result = hardenings[id].settings.safeParse({ notASetting: true });
            assert.deepEqual(
                result.error?.issues.map(({ code }) => code),
                ["unrecognized_keys"],
            );
        });

        it("plans the same from the same settings, and changes none of them", () => {
            assert.deepEqual(planned(id), planned(id));
        });

        it("can be proved: it has a check, each with a sentence for a title and a command that sh can read", () => {
            for (const { name, checks } of planned(id)) {
                assert.ok(checks.length > 0, `${id} has no check for ${name}`);
                for (const { title, command, holdsOnStock } of checks) {
                    assert.match(title, /^\S+ .*[^.\s]$/, `${title}: no sentence without its full stop`);
                    const parsed = spawnSync("sh", ["-n", "-c", command], { encoding: "utf8" });
                    assert.equal(parsed.status, 0, `the command of "${title}": ${parsed.stderr}`);
                    assert.notEqual(
                        holdsOnStock?.trim(),
                        "",
                        `"${title}" gives no reason for holding on a stock guest`,
                    );
                }
            }
        });

        it("gives no two checks the same title", () => {
            for (const { checks } of planned(id)) {
                assert.equal(new Set(checks.map(({ title }) => title)).size, checks.length);
            }
        });
    });
}

/** Files of any of the cases, and those that come only with settings that no case has. */
const everyFile = new Set(
    [
        ...goldenCases.map(({ settings }) => settings),
        hostSettings.parse({ minimal: { timeSync: { servers: ["192.0.2.123"] } } }),
    ]
        .map((settings) => planHost("any", { user: "deploy", authorizedKeys: [] }, settings))
        .flatMap(({ files, secretFiles }) => [...Object.keys(files), ...Object.keys(secretFiles)]),
);

for (const golden of goldenCases) {
    describe(`the plan of ${golden.name}`, () => {
        const plan = planHost(golden.hostname, golden.login, golden.settings);

        it("has no path from two hardenings, but for the report of failures that several need", () => {
            const paths = hardeningIds.flatMap((id) => Object.keys(planFor(id).files ?? {}));
            const shared = paths.filter((path, index) => paths.indexOf(path) !== index);
            const report = Object.keys(failureReportPlan().files ?? {});
            assert.deepEqual(
                [...new Set(shared)].filter((path) => !report.includes(path)),
                [],
            );
        });

        it("has text files only: absolute paths, no carriage return, a newline at the end", () => {
            for (const [path, { content }] of Object.entries(plan.files)) {
                assert.match(path, /^(\/[A-Za-z0-9@_+:,.-]+)+$/);
                assert.ok(content.endsWith("\n") || content === "", `${path} does not end in a newline`);
                assert.doesNotMatch(content, /\r/, `${path} has a carriage return`);
                assert.doesNotMatch(content, /\bundefined\b|\[object |NaN/, `${path} has a value that went missing`);
            }
        });

        it("watches only files that it brings, here or with other settings", () => {
            const watchers: [string, UnitState | Activation][] = [
                ...Object.entries(plan.units),
                ...Object.entries(plan.activations),
            ];
            for (const [name, { watches = [] }] of watchers) {
                for (const path of watches.filter((watch) => !watch.endsWith("/"))) {
                    assert.ok(everyFile.has(path), `${name} watches ${path}, which no plan has`);
                }
            }
        });

        it("opens the port of SSH", () => {
            const ports = plan.openings.filter(({ protocol }) => protocol === "tcp").map(({ port }) => port);
            assert.ok(ports.includes(golden.settings.ssh.port));
        });

        it("proves every part", () => {
            const proved = hostChecks(golden.hostname, golden.login, golden.settings).map(({ by }) => by);
            const parts = chosenParts(golden.settings).map(({ id }) => id);
            assert.deepEqual([...new Set(proved)], parts);
        });

        function planFor(id: HardeningId): PartialHostPlan {
            return planned(id).find(({ name }) => name === golden.name)?.plan ?? {};
        }
    });
}
