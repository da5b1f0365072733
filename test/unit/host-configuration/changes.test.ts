import assert from "node:assert/strict";
import { isEmpty, planChanges } from "../../../provider/host-configuration/changes";
import type { ObservedUnit } from "../../../provider/host-configuration/observation";
import { desired, observation, rootOwned, unchangedFile } from "./fixtures";

const nothingBefore = { paths: [], users: [] };
const running: ObservedUnit = { loadState: "loaded", activeState: "active", unitFileState: "enabled" };

describe("planChanges", () => {
    it("finds nothing to do on a host that is as planned", () => {
        const plan = desired({
            files: { "/etc/a": { content: "a\n", ...rootOwned } },
            packages: ["acct"],
            units: { "ssh.service": { enabled: true, active: true, watches: ["/etc/a"] } },
        });
        const host = observation({
            paths: new Map([["/etc/a", unchangedFile]]),
            installedPackages: new Set(["acct"]),
            units: new Map([["ssh.service", running]]),
        });
        assert.equal(isEmpty(planChanges(plan, nothingBefore, host)), true);
    });

    it("stops for good what only the plan before had started, and leaves alone what refuses that", () => {
        const previous = {
            paths: [],
            users: [],
            units: ["shop.service", "kept.service", "auditd.service", "gone.timer"],
        };
        const host = observation({
            units: new Map([
                ["shop.service", running],
                ["kept.service", running],
                ["auditd.service", { ...running, refusesManualStop: true }],
                ["gone.timer", { loadState: "not-found", activeState: "inactive", unitFileState: "" }],
            ]),
        });
        const plan = desired({ units: { "kept.service": { enabled: true, active: true } } });
        assert.deepEqual(planChanges(plan, previous, host).units, [
            { verb: "disable", unit: "shop.service" },
            { verb: "stop", unit: "shop.service" },
            { verb: "disable", unit: "auditd.service" },
        ]);
    });

    it("leaves the mask of a unit alone, where an earlier plan had the unit's own file", () => {
        const path = "/etc/systemd/system/shop.service";
        const plan = desired({ units: { "shop.service": { masked: true } } });
        const mask = { ...unchangedFile, type: "link" as const, target: "/dev/null", mode: "0777" };
        const host = observation({
            paths: new Map([[path, mask]]),
            units: new Map([["shop.service", { ...running, loadState: "masked", activeState: "inactive" }]]),
        });
        const previous = { paths: [path], users: [] };
        assert.deepEqual(planChanges(plan, previous, host).delete, []);
        const ownFile = { ...host, paths: new Map([[path, unchangedFile]]) };
        assert.deepEqual(planChanges(plan, previous, ownFile).delete, [path]);
    });

    for (const [difference, actual] of Object.entries({
        content: { ...unchangedFile, asExpected: false },
        mode: { ...unchangedFile, mode: "0666" },
        owner: { ...unchangedFile, owner: "nobody" },
        group: { ...unchangedFile, group: "nogroup" },
        type: { ...unchangedFile, type: "other" as const },
    })) {
        it(`writes a file again whose ${difference} differs, and reloads only the unit that watches it`, () => {
            const plan = desired({
                files: { "/etc/a": { content: "a\n", ...rootOwned } },
                units: {
                    "watching.service": { active: true, onChange: "reload", watches: ["/etc/a"] },
                    "other.service": { active: true, watches: ["/etc/b"] },
                },
            });
            const host = observation({
                paths: new Map([["/etc/a", actual]]),
                units: new Map([
                    ["watching.service", running],
                    ["other.service", running],
                ]),
            });
            const changes = planChanges(plan, nothingBefore, host);
            assert.deepEqual(Object.keys(changes.write), ["/etc/a"]);
            assert.deepEqual(changes.units, [{ verb: "reload", unit: "watching.service" }]);
        });
    }

    it("deletes what an earlier plan put there, unwanted files and strangers, and leaves earlier folders", () => {
        const host = observation({
            paths: new Map([
                ["/etc/left-over", unchangedFile],
                ["/etc/unwanted", unchangedFile],
                ["/etc/folder", { ...unchangedFile, type: "folder" }],
            ]),
            strangers: new Map([["/etc/own.d/stranger", unchangedFile]]),
        });
        const previous = { paths: ["/etc/left-over", "/etc/folder", "/etc/gone-already"], users: [] };
        const changes = planChanges(desired({ absentFiles: ["/etc/unwanted", "/etc/absent"] }), previous, host);
        assert.deepEqual(changes.delete, ["/etc/left-over", "/etc/own.d/stranger", "/etc/unwanted"]);
    });

    it("sets an account whose password is not locked, or whose groups are not exactly the planned ones", () => {
        const deploy = { shell: "/bin/bash", home: "/home/deploy", groups: ["ssh-login"], system: false };
        const observedWith = (groups: string[], passwordLocked: boolean) =>
            observation({
                users: new Map([["deploy", { shell: "/bin/bash", home: "/home/deploy", groups, passwordLocked }]]),
            });
        const plan = desired({ users: { deploy } });
        const setUsers = (host: ReturnType<typeof observation>) =>
            Object.keys(planChanges(plan, nothingBefore, host).users);
        assert.deepEqual(setUsers(observedWith(["deploy", "ssh-login"], true)), []);
        assert.deepEqual(setUsers(observedWith(["deploy", "ssh-login"], false)), ["deploy"]);
        assert.deepEqual(setUsers(observedWith(["deploy", "ssh-login", "adm"], true)), ["deploy"]);
        assert.deepEqual(setUsers(observation()), ["deploy"]);
    });

    it("retires an account that the new plan does not name", () => {
        const changes = planChanges(desired(), { paths: [], users: ["former"] }, observation());
        assert.deepEqual(changes.retireUsers, ["former"]);
    });

    it("masks and stops a running unit that must never run", () => {
        const host = observation({ units: new Map([["ssh.socket", running]]) });
        const changes = planChanges(desired({ units: { "ssh.socket": { masked: true } } }), nothingBefore, host);
        assert.deepEqual(
            changes.units.map(({ verb }) => verb),
            ["mask", "stop"],
        );
    });

    it("starts a failed unit, and enables nothing that has no enablement of its own", () => {
        const failed: ObservedUnit = { loadState: "loaded", activeState: "failed", unitFileState: "disabled" };
        const host = observation({ units: new Map([["a.service", failed]]) });
        const changes = planChanges(desired({ units: { "a.service": { active: true } } }), nothingBefore, host);
        assert.deepEqual(changes.units, [
            { verb: "reset-failed", unit: "a.service" },
            { verb: "start", unit: "a.service" },
        ]);
    });

    it("restarts a running unit when a drop-in of its own changed", () => {
        const path = "/etc/systemd/system/nftables.service.d/own.conf";
        const plan = desired({
            files: { [path]: { content: "[Service]\n", ...rootOwned } },
            units: { "nftables.service": { active: true } },
        });
        const host = observation({ units: new Map([["nftables.service", running]]) });
        assert.deepEqual(planChanges(plan, nothingBefore, host).units, [{ verb: "restart", unit: "nftables.service" }]);
    });

    it("runs activations of touched files and folders, in the order of their names", () => {
        const plan = desired({
            files: { "/etc/sysctl.d/a.conf": { content: "a\n", ...rootOwned } },
            activations: {
                "b-folder": { watches: ["/etc/sysctl.d/"], command: "true" },
                "a-file": { watches: ["/etc/sysctl.d/a.conf"], command: "true" },
                "c-other": { watches: ["/etc/sysctl.d"], command: "true" },
            },
        });
        assert.deepEqual(planChanges(plan, nothingBefore, observation()).activate, ["a-file", "b-folder"]);
    });
});
