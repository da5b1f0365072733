import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { defineApp } from "../../components/host/apps/app";
import { chosenParts } from "../../components/host/chosen-parts";
import { PlanConflictError } from "../../components/host/conflicts";
import { unmetDemands } from "../../components/host/demands";
import { planHost } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { debian13, ubuntu2404 } from "../unit/host/part-of-host";
import { rules } from "./apps/rules";
import { subjects } from "./apps/subjects";
import type { Subject } from "./apps/rules";

for (const subject of subjects) {
    const { id } = subject.part;
    describe(`the app ${id}`, () => {
        it("is named as its file, and has a page", () => {
            assert.ok(existsSync(join(__dirname, `../../components/host/apps/${id}.ts`)));
            assert.notEqual(subject.page, "", `docs/apps/${id}.md is missing`);
        });

        for (const [title, rule] of Object.entries(rules)) it(title, () => assert.deepEqual(rule(subject), []));
    });
}

let plans = 0;

/** Does everything wrong that a rule forbids. */
const broken = defineApp({
    id: "broken",
    // Loose, and complains of the first of two missing settings only.
    settings: z.looseObject({}).superRefine((given, context) => {
        if (given["first"] === undefined)
            context.addIssue({ code: "custom", path: ["first"], message: "must be given" });
        else if (given["second"] === undefined)
            context.addIssue({ code: "custom", path: ["second"], message: "must be given" });
    }),
    demands: () => ({ memoryMib: 0, diskMib: 0, excludes: { "no-such-part": "it is no part" } }),
    claims: () => ({ openings: [{ protocol: "tcp", port: 8080, sources: [], purpose: "not on its page" }] }),
    plan: () => {
        plans += 1;
        return {
            files: {
                "/etc/broken": { content: `${plans}\n` },
                "/etc/systemd/system/broken.service": { content: "[Service]\nExecStart=/usr/bin/broken\n" },
            },
            secretFiles: { "/etc/broken-secret": { secret: "broken", mode: "0644" } },
            users: { broken: { shell: "/bin/sh", home: "/nonexistent", groups: [] } },
        };
    },
    checks: () => [{ title: "it is there", command: "true", holdsOnStock: "it holds anywhere" }],
});

describe("an app that is broken in every way", () => {
    const subject: Subject = {
        part: broken,
        minimum: { first: 1, second: 2 },
        everything: { first: 1, second: 2 },
        page: "| Port | Protocol |\n| --- | --- |\n| 443 | tcp |\n",
        knownParts: ["ssh"],
    };
    for (const [title, rule] of Object.entries(rules)) {
        it(`is found out by the rule that an app ${title}`, () => assert.notDeepEqual(rule(subject), []));
    }
});

describe("apps that cannot be had together", () => {
    const demands = { memoryMib: 1, diskMib: 1 };

    it("are refused, with what to do", () => {
        const parts = [
            { id: "apps.zoo", demands: { ...demands, alone: true } },
            { id: "apps.wiki", demands },
            { id: "ssh" },
        ];
        const conflicts = unmetDemands(parts, { distribution: debian13, sshPort: 4222 });
        assert.deepEqual(conflicts, [
            {
                what: "cannot share a host with apps.wiki: it takes the whole host over; one of the two must go",
                sides: ["apps.zoo", "apps.wiki"],
                remedy: "Give it a host of its own",
            },
        ]);
    });

    it("are refused with a service that one of them brings by itself", () => {
        const zoo = { id: "apps.zoo", demands: { ...demands, excludes: { edge: "it has a web server of its own" } } };
        const [conflict] = unmetDemands([zoo, { id: "edge" }], { distribution: debian13, sshPort: 4222 });
        assert.equal(
            conflict?.what,
            "cannot share a host with edge: it has a web server of its own; one of the two must go",
        );
        assert.deepEqual(unmetDemands([zoo, { id: "ssh" }], { distribution: debian13, sshPort: 4222 }), []);
    });

    it("are refused on a distribution that their upstream does not support, before anything is made", () => {
        const settings = hostSettings.parse({
            distribution: "ubuntu-24.04",
            tls: { domain: "example.org", issuer: "internal" },
            edge: {},
            apps: { ejabberd: { domain: "chat.example.org" }, "openzim-mcp": { hostName: "mcp.example.org" } },
        });
        const login = { user: "deploy", authorizedKeys: [] };
        assert.throws(
            () => planHost("any", login, settings),
            (error) =>
                error instanceof PlanConflictError &&
                error.conflicts.map(({ sides }) => sides[0]).join() === "apps.ejabberd,apps.openzim-mcp" &&
                error.conflicts.every(({ what }) => what === "cannot be had on ubuntu-24.04; it must be on debian-13"),
        );
        assert.equal(
            unmetDemands([{ id: "apps.any", demands }], { distribution: ubuntu2404, sshPort: 4222 }).length,
            0,
        );
    });

    it("are on a host only when they are named", () => {
        const ids = (apps: object) => chosenParts(hostSettings.parse({ apps })).map(({ id }) => id);
        assert.ok(!ids({}).some((id) => id.startsWith("apps.")));
        assert.ok(ids({ ejabberd: { domain: "chat.example.org" } }).includes("apps.ejabberd"));
    });
});
