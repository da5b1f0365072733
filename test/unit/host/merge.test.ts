import assert from "node:assert/strict";
import { PlanConflictError } from "../../../components/host/conflicts";
import { mergePlans } from "../../../components/host/merge";
import type { Contribution, Opening, PartialHostPlan } from "../../../components/host/plan";
import { emptyPlan } from "../../../components/host/plan";

const web: Opening = { protocol: "tcp", port: 443, sources: [], purpose: "web" };

function contributions(...plans: readonly PartialHostPlan[]): Contribution[] {
    return plans.map((plan, index) => ({ by: ["one", "two", "three"][index] ?? "more", plan }));
}

function conflictsOf(...plans: readonly PartialHostPlan[]): string[] {
    try {
        mergePlans(contributions(...plans));
    } catch (error) {
        if (error instanceof PlanConflictError)
            return error.conflicts.map(({ what, sides }) => `${what} [${sides.join()}]`);
        throw error;
    }
    return [];
}

describe("mergePlans", () => {
    it("makes an empty plan of nothing", () => assert.deepEqual(mergePlans([]), emptyPlan));

    it("unites and sorts lists, and drops what comes twice", () => {
        const merged = mergePlans(contributions({ packages: ["sudo", "acct"] }, { packages: ["nftables", "sudo"] }));
        assert.deepEqual(merged.packages, ["acct", "nftables", "sudo"]);
    });

    it("gives the same plan whatever the order of the parts", () => {
        const parts = contributions(
            { files: { "/b": { content: "b\n" } }, groups: ["x"], openings: [web] },
            { files: { "/a": { content: "a\n" } }, groups: ["a"], openings: [{ ...web, port: 80 }] },
        );
        assert.equal(JSON.stringify(mergePlans(parts)), JSON.stringify(mergePlans([...parts].reverse())));
    });

    it("joins the fields of a unit and the paths that concern it", () => {
        const merged = mergePlans(
            contributions(
                { units: { "a.service": { enabled: true, watches: ["/b"] } } },
                { units: { "a.service": { active: true, enabled: true, watches: ["/a", "/b"] } } },
            ),
        );
        assert.deepEqual(merged.units["a.service"], { enabled: true, active: true, watches: ["/a", "/b"] });
    });

    it("joins the files of one activation", () => {
        const merged = mergePlans(
            contributions(
                { activations: { sysctl: { command: "sysctl --system", watches: ["/b"] } } },
                { activations: { sysctl: { command: "sysctl --system", watches: ["/a"] } } },
            ),
        );
        assert.deepEqual(merged.activations["sysctl"]?.watches, ["/a", "/b"]);
    });

    it("takes the same file from two parts", () => {
        const plan = { files: { "/a": { content: "a\n", mode: "0600" } } };
        assert.deepEqual(mergePlans(contributions(plan, plan)).files, plan.files);
    });
});

describe("mergePlans refuses", () => {
    const user = { shell: "/bin/sh", home: "/home/a", groups: [] };
    const cases: readonly [string, PartialHostPlan, PartialHostPlan, RegExp][] = [
        [
            "different contents",
            { files: { "/a": { content: "1" } } },
            { files: { "/a": { content: "2" } } },
            /^file \/a: content/,
        ],
        [
            "different modes",
            { files: { "/a": { content: "1" } } },
            { files: { "/a": { content: "1", mode: "0600" } } },
            /^file \/a: mode/,
        ],
        ["different folders", { folders: { "/a": { mode: "0700" } } }, { folders: { "/a": {} } }, /^folder \/a: mode/],
        ["different users", { users: { a: user } }, { users: { a: { ...user, home: "/a" } } }, /^user a: home/],
        [
            "different secrets",
            { secretFiles: { "/a": { secret: "x" } } },
            { secretFiles: { "/a": { secret: "y" } } },
            /^secret file \/a: secret/,
        ],
        [
            "a unit on and off",
            { units: { u: { active: true } } },
            { units: { u: { active: false } } },
            /^unit u: active/,
        ],
        [
            "a unit on and masked",
            { units: { u: { enabled: true } } },
            { units: { u: { masked: true } } },
            /^unit u: .*masked/,
        ],
        [
            "one activation with two commands",
            { activations: { a: { command: "x", watches: [] } } },
            { activations: { a: { command: "y", watches: [] } } },
            /^activation a: command/,
        ],
        [
            "a package in and out",
            { packages: ["ufw"] },
            { removedPackages: ["ufw"] },
            /^package ufw: .*installed and removed/,
        ],
        [
            "a file that must not be",
            { files: { "/a": { content: "" } } },
            { absentFiles: ["/a"] },
            /^path \/a: .*absent/,
        ],
        [
            "a public and a secret file",
            { files: { "/a": { content: "" } } },
            { secretFiles: { "/a": { secret: "x" } } },
            /^path \/a: .*managed file and a secret file/,
        ],
        ["a file and a folder", { files: { "/a": { content: "" } } }, { folders: { "/a": {} } }, /^path \/a: .*folder/],
        [
            "a file below a file",
            { files: { "/a": { content: "" } } },
            { files: { "/a/b": { content: "" } } },
            /parent folder of \/a\/b/,
        ],
        [
            "one port twice",
            { openings: [web] },
            { openings: [{ ...web, sources: ["10.0.0.0/8"] }] },
            /^opening 443\/tcp \(web\) overlaps/,
        ],
        [
            "a port in a range",
            { openings: [web] },
            { openings: [{ ...web, port: 400, portEnd: 500, purpose: "many" }] },
            /overlaps opening 400-500\/tcp \(many\)/,
        ],
    ];
    for (const [name, one, two, message] of cases) {
        it(`${name}, and names both sides`, () => {
            const conflicts = conflictsOf(one, two);
            assert.equal(conflicts.length, 1, conflicts.join("; "));
            assert.match(conflicts[0] ?? "", message);
            assert.match(conflicts[0] ?? "", /\[one,two\]$/);
        });
    }

    it("all conflicts at once", () => {
        const conflicts = conflictsOf(
            { packages: ["a"], files: { "/a": { content: "1" } } },
            { removedPackages: ["a"], files: { "/a": { content: "2" } } },
        );
        assert.equal(conflicts.length, 2);
    });

    it("nothing where protocols or ports differ", () => {
        const openings = [web, { ...web, protocol: "udp" as const }, { ...web, port: 444 }];
        assert.deepEqual(conflictsOf(...openings.map((opening) => ({ openings: [opening] }))), []);
    });
});
