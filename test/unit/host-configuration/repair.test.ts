import assert from "node:assert/strict";
import { isEmpty, planChanges, type Desired } from "../../../provider/host-configuration/changes";
import type { Observation, ObservedPath, ObservedUnit } from "../../../provider/host-configuration/observation";
import { desired, observation, rootOwned, unchangedFile } from "./fixtures";

const running: ObservedUnit = { loadState: "loaded", activeState: "active", unitFileState: "enabled" };
const runningProcess: ObservedUnit = { ...running, hasProcess: true };
const linkToTmp: ObservedPath = { ...unchangedFile, type: "link", mode: "0777", target: "/tmp/x" };

function repair(plan: Partial<Desired>, host: Partial<Observation>) {
    const changes = planChanges(desired(plan), { paths: [], users: [] }, observation(host));
    return { ...changes, write: Object.keys(changes.write) };
}

describe("repair", () => {
    it("lifts holds, also of packages that have to go, and installs again what is half done", () => {
        const changes = repair(
            { packages: ["acct", "sudo"], removedPackages: ["ufw"] },
            {
                installedPackages: new Set(["acct", "ufw"]),
                heldPackages: new Set(["acct", "ufw", "linux-image"]),
                incompletePackages: new Map([["sudo", "half-configured"]]),
            },
        );
        assert.deepEqual(changes.unhold, ["acct", "ufw"]);
        assert.deepEqual(changes.install, ["sudo"]);
    });

    it("removes an override of a unit and restarts it, though its files would only have it reload", () => {
        for (const override of [
            "/etc/systemd/system/ssh.service",
            "/run/systemd/system/ssh.service",
            "/etc/systemd/system/ssh.service.d/override.conf",
            "/etc/systemd/system.control/ssh.service.d/50-CPUWeight.conf",
            "/etc/systemd/system/service.d/all.conf",
        ]) {
            const changes = repair(
                { units: { "ssh.service": { active: true, onChange: "reload" } } },
                { strangers: new Map([[override, unchangedFile]]), units: new Map([["ssh.service", runningProcess]]) },
            );
            assert.deepEqual(changes.delete, [override]);
            assert.deepEqual(changes.units, [{ verb: "restart", unit: "ssh.service" }]);
        }
    });

    it("restarts a process whose unit is changed by the plan, and reloads what has none: nftables' rules stay", () => {
        const units = ["nginx.service", "nftables.service", "home.mount"];
        const dropIn = { content: "[Unit]\n", ...rootOwned };
        const paths = units.map((unit) => `/etc/systemd/system/${unit}.d/60-own.conf`);
        const changes = repair(
            {
                files: Object.fromEntries(paths.map((path) => [path, dropIn])),
                units: Object.fromEntries(units.map((unit) => [unit, { active: true, onChange: "reload" }])),
            },
            { units: new Map(units.map((unit) => [unit, unit === "nginx.service" ? runningProcess : running])) },
        );
        assert.deepEqual(
            changes.units.map(({ verb, unit }) => `${verb} ${unit}`),
            ["restart nginx.service", "reload nftables.service", "reload home.mount"],
        );
    });

    it("starts a service anew, after its socket is stopped: a reload would keep what the socket gave it", () => {
        const { units } = repair(
            {
                files: { "/etc/ssh/sshd_config": { content: "Port 4222\n", ...rootOwned } },
                units: {
                    "ssh.service": { active: true, onChange: "reload", watches: ["/etc/ssh/sshd_config"] },
                    "ssh.socket": { masked: true },
                },
            },
            {
                units: new Map([
                    ["ssh.service", running],
                    ["ssh.socket", running],
                ]),
            },
        );
        const verbs = units.map(({ verb, unit }) => `${verb} ${unit}`);
        assert.deepEqual(verbs, ["stop ssh.socket", "restart ssh.service", "mask ssh.socket"]);
    });

    it("leaves alone a unit that refuses to be restarted by hand, and one whose mount would be taken away", () => {
        const strangers = new Map(
            ["auditd.service", "home.mount"].map((unit) => [`/etc/systemd/system/${unit}.d/x.conf`, unchangedFile]),
        );
        const changes = repair(
            { units: { "auditd.service": { active: true }, "home.mount": { active: true, onChange: "reload" } } },
            {
                strangers,
                units: new Map([
                    ["auditd.service", { ...running, refusesManualStop: true }],
                    ["home.mount", running],
                ]),
            },
        );
        assert.deepEqual(changes.units, [{ verb: "reload", unit: "home.mount" }]);
    });

    it("masks for good what is masked until the next restart, and takes that mask away from a unit that must run", () => {
        const masked = { loadState: "masked", activeState: "inactive", unitFileState: "masked-runtime" };
        const host = { units: new Map(["a.service", "b.service"].map((unit) => [unit, masked])) };
        const changes = repair({ units: { "a.service": { masked: true }, "b.service": { active: true } } }, host);
        assert.deepEqual(changes.units, [
            { verb: "mask", unit: "a.service" },
            { verb: "unmask", unit: "b.service" },
            { verb: "start", unit: "b.service" },
        ]);
    });

    it("has systemd read changed files of a running unit again", () => {
        const stale = { ...running, needsDaemonReload: true };
        const units = { "a.service": {}, "b.service": {}, "c.service": {} };
        const changes = repair(
            { units },
            {
                units: new Map([
                    ["a.service", stale],
                    ["b.service", { ...stale, activeState: "inactive" }],
                    ["c.service", { ...stale, refusesManualStop: true }],
                ]),
            },
        );
        assert.deepEqual(changes.units, [
            { verb: "restart", unit: "a.service" },
            { verb: "reset-failed", unit: "c.service" },
        ]);
    });

    it("activates again what is not in force, without writing its file", () => {
        const changes = repair(
            {
                files: {
                    "/etc/nftables.conf": { content: "table inet own {\n}\n", ...rootOwned },
                    "/etc/sysctl.d/a.conf": { content: "kernel.sysrq = 0\n", ...rootOwned },
                },
                units: { "nftables.service": { onChange: "reload", watches: ["/etc/nftables.conf"] } },
                activations: { sysctl: { watches: ["/etc/sysctl.d/a.conf"], command: "true" } },
            },
            {
                paths: new Map([
                    ["/etc/nftables.conf", unchangedFile],
                    ["/etc/sysctl.d/a.conf", unchangedFile],
                ]),
                kernelParameters: new Map([["/proc/sys/kernel/sysrq", "1"]]),
                rulesInFile: ["table inet own {", "}"],
                units: new Map([["nftables.service", running]]),
            },
        );
        assert.deepEqual(changes.write, []);
        assert.deepEqual(changes.activate, ["sysctl"]);
        assert.deepEqual(changes.units, [{ verb: "reload", unit: "nftables.service" }]);
    });

    it("replaces a link in a file's place by renaming over it", () => {
        const file = { content: "a\n", ...rootOwned };
        const changes = repair({ files: { "/etc/a": file } }, { paths: new Map([["/etc/a", linkToTmp]]) });
        assert.deepEqual([changes.write, changes.clear], [["/etc/a"], []]);
    });

    it("takes away what stands in a folder's place, and writes everything below it again", () => {
        const folder = { ...rootOwned, mode: "0755", exclusive: true };
        const file = { content: "a\n", ...rootOwned };
        const actualFolder: ObservedPath = { ...unchangedFile, type: "folder", mode: "0755" };
        const changes = repair(
            {
                folders: { "/etc/own.d": folder, "/etc/own.d/sub": folder, "/etc/good.d": folder },
                files: { "/etc/own.d/sub/file": file, "/etc/good.d/file": file, "/etc/was-file": file },
            },
            {
                paths: new Map([
                    ["/etc/own.d", linkToTmp],
                    ["/etc/own.d/sub", actualFolder],
                    ["/etc/own.d/sub/file", unchangedFile],
                    ["/etc/good.d", actualFolder],
                    ["/etc/good.d/file", unchangedFile],
                    ["/etc/was-file", actualFolder],
                ]),
            },
        );
        assert.deepEqual(changes.clear, ["/etc/own.d", "/etc/was-file"]);
        assert.deepEqual(changes.folders, ["/etc/own.d", "/etc/own.d/sub"]);
        assert.deepEqual(changes.write, ["/etc/own.d/sub/file", "/etc/was-file"]);
    });

    it("removes strangers of any name, and keeps odd ones out of the list of lines", () => {
        const odd = String.raw`/etc/own.d/line\012end`;
        const strangers = new Map([
            ["/etc/own.d/-rf", unchangedFile],
            [odd, unchangedFile],
        ]);
        const changes = repair({}, { strangers });
        assert.deepEqual([changes.delete, changes.clear], [["/etc/own.d/-rf"], [odd]]);
    });

    it("does nothing about sockets and tables that no plan names", () => {
        const host = observation({
            listeners: [{ protocol: "tcp", address: "0.0.0.0", port: 23, processes: ["telnetd"] }],
            chains: ["table ip x {", "chain y {", "type filter hook input priority filter; policy drop;", "}", "}"],
        });
        assert.equal(isEmpty(planChanges(desired(), { paths: [], users: [] }, host)), true);
    });
});
