import assert from "node:assert/strict";
import { inputsOf } from "../../../provider/host-configuration/desired";
import { driftedState } from "../../../provider/host-configuration/drift";
import { withoutRemarks } from "../../../provider/host-configuration/drift/remarks";
import type { ObservedUnit } from "../../../provider/host-configuration/observation";
import { observation, rootOwned, state, unchangedFile } from "./fixtures";

const planned = state({
    files: { "/etc/a": { content: "planned\n", ...rootOwned } },
    secretFiles: { "/etc/secret": { content: "hunter2\n", ...rootOwned, mode: "0400" } },
    units: { "a.service": { enabled: true, active: true } },
    packages: ["acct"],
});

const asPlanned = {
    paths: new Map([
        ["/etc/a", unchangedFile],
        ["/etc/secret", { ...unchangedFile, mode: "0400" }],
    ]),
    units: new Map([["a.service", { loadState: "loaded", activeState: "active", unitFileState: "enabled" }]]),
    installedPackages: new Set(["acct"]),
};

describe("driftedState", () => {
    it("is the planned state when the host is as planned", () => {
        const drifted = driftedState(planned, observation(asPlanned));
        assert.deepEqual(
            { ...drifted, hostKeyFingerprint: "", sshfp: [] },
            { ...planned, hostKeyFingerprint: "", sshfp: [] },
        );
    });

    it("shows the actual text, mode and owner of a changed file", () => {
        const actual = { ...unchangedFile, asExpected: false, content: "tampered\n", mode: "0666", owner: "nobody" };
        const drifted = driftedState(planned, observation({ ...asPlanned, paths: new Map([["/etc/a", actual]]) }));
        assert.deepEqual(drifted.files["/etc/a"], {
            content: "tampered\n",
            mode: "0666",
            owner: "nobody",
            group: "root",
        });
    });

    it("never reads a changed secret back", () => {
        const paths = new Map([["/etc/secret", { ...unchangedFile, mode: "0400", asExpected: false }]]);
        const drifted = driftedState(planned, observation({ ...asPlanned, paths }));
        assert.equal(drifted.secretFiles["/etc/secret"]?.content, "(changed on the host)");
    });

    it("leaves out what is gone, and shows strangers and files that should be absent", () => {
        const withAbsent = { ...planned, absentFiles: ["/etc/unwanted"] };
        const drifted = driftedState(
            withAbsent,
            observation({
                paths: new Map([["/etc/unwanted", unchangedFile]]),
                strangers: new Map([["/etc/own.d/x", { ...unchangedFile, content: "evil\n" }]]),
            }),
        );
        assert.deepEqual(Object.keys(drifted.files).sort(), ["/etc/own.d/x", "/etc/unwanted"]);
        assert.equal(drifted.files["/etc/own.d/x"]?.content, "evil\n");
        assert.deepEqual(drifted.packages, []);
        assert.deepEqual(drifted.secretFiles, {});
    });

    it("shows a stopped and a disabled unit", () => {
        const units = new Map([
            ["a.service", { loadState: "loaded", activeState: "inactive", unitFileState: "disabled" }],
        ]);
        const drifted = driftedState(planned, observation({ ...asPlanned, units }));
        assert.deepEqual(drifted.units["a.service"], { enabled: false, active: false });
    });

    it("shows a failed unit, and one whose files systemd has not read again", () => {
        const actual = { loadState: "loaded", activeState: "failed", unitFileState: "enabled" };
        const shown = (unit: ObservedUnit) =>
            driftedState(planned, observation({ ...asPlanned, units: new Map([["a.service", unit]]) })).units[
                "a.service"
            ];
        assert.deepEqual(shown(actual), { enabled: true, active: false, failed: true });
        const stale = { ...actual, activeState: "active", needsDaemonReload: true };
        assert.deepEqual(shown(stale), { enabled: true, active: true, needsDaemonReload: true });
    });

    it("shows a held and a half-done package with a word for it", () => {
        const two = { ...planned, packages: ["acct", "sudo", "gone"] };
        const host = {
            ...asPlanned,
            heldPackages: new Set(["acct", "sudo"]),
            incompletePackages: new Map([["sudo", "half-configured"]]),
        };
        assert.deepEqual(driftedState(two, observation(host)).packages, [
            "acct (held)",
            "sudo (half-configured, held)",
        ]);
    });

    it("shows a link with its target, never what it leads to", () => {
        const link = { ...unchangedFile, type: "link" as const, mode: "0777", target: "/tmp/x" };
        const linked = { ...planned, folders: { "/etc/own.d": { ...rootOwned, mode: "0755", exclusive: true } } };
        const drifted = driftedState(
            linked,
            observation({
                ...asPlanned,
                paths: new Map(["/etc/a", "/etc/secret", "/etc/own.d"].map((path) => [path, link])),
                strangers: new Map([["/etc/own.d/link", link]]),
            }),
        );
        assert.equal(drifted.files["/etc/a"]?.content, "(a link to /tmp/x is in its place)\n");
        assert.equal(drifted.secretFiles["/etc/secret"]?.content, "(a link to /tmp/x is in its place)");
        assert.equal(drifted.files["/etc/own.d/link"]?.content, "(a link to /tmp/x)\n");
        assert.deepEqual(drifted.folders["/etc/own.d"], {
            ...rootOwned,
            mode: "0777",
            exclusive: true,
            replacedBy: "a link to /tmp/x",
        });
    });

    it("shows what is in force as lines at the end of the file that says otherwise", () => {
        const files = {
            "/etc/nftables.conf": { content: "table inet own {\n}\n", ...rootOwned },
            "/etc/sysctl.d/a.conf": { content: "kernel.sysrq = 0\n", ...rootOwned },
        };
        const drifted = driftedState(
            { ...planned, files },
            observation({
                ...asPlanned,
                paths: new Map(Object.keys(files).map((path) => [path, unchangedFile])),
                kernelParameters: new Map([["/proc/sys/kernel/sysrq", "1"]]),
                rulesInFile: ["table inet own {", "}"],
            }),
        );
        assert.equal(
            drifted.files["/etc/sysctl.d/a.conf"]?.content,
            "kernel.sysrq = 0\n#! on the host: kernel.sysrq = 1\n",
        );
        assert.equal(
            drifted.files["/etc/nftables.conf"]?.content,
            "table inet own {\n}\n#! on the host: table inet own is not in force\n",
        );
    });

    it("names unexpected sockets and tables in outputs, where no delivery would have to mend them", () => {
        const drifted = driftedState(
            planned,
            observation({
                ...asPlanned,
                listeners: [{ protocol: "tcp", address: "0.0.0.0", port: 23, processes: ["telnetd"] }],
                chains: ["table ip x {", "chain y {", "type filter hook input priority filter; policy drop;", "}", "}"],
            }),
        );
        assert.deepEqual(drifted.unexpectedListeners, ["tcp 0.0.0.0:23 of telnetd"]);
        assert.deepEqual(drifted.foreignFilterTables, ["ip x (chain y: filter hook input)"]);
        assert.deepEqual(inputsOf(drifted), inputsOf(planned));
    });

    it("gives the exposure of services as it is now, which no delivery would have to mend either", () => {
        const drifted = driftedState(
            planned,
            observation({ ...asPlanned, exposureLevels: new Map([["a.service", 9.6]]) }),
        );
        assert.deepEqual(drifted.exposureLevels, { "a.service": 9.6 });
        assert.deepEqual(inputsOf(drifted), inputsOf(planned));
    });

    it("is compared with the plan again, without remarks, after a refresh has written them into the state", () => {
        const sysctl = { "/etc/sysctl.d/a.conf": { content: "kernel.sysrq = 0\n", ...rootOwned } };
        const folders = { "/etc/own.d": { ...rootOwned, mode: "0755", exclusive: true } };
        const before = { ...planned, files: sysctl, folders };
        const paths = new Map([
            ["/etc/sysctl.d/a.conf", unchangedFile],
            ["/etc/own.d", { ...unchangedFile, type: "link" as const, mode: "0755", target: "/tmp/x" }],
        ]);
        const units = new Map([
            [
                "a.service",
                { loadState: "loaded", activeState: "active", unitFileState: "enabled", needsDaemonReload: true },
            ],
        ]);
        const kernelParameters = new Map([["/proc/sys/kernel/sysrq", "1"]]);
        const host = { ...asPlanned, paths, units, kernelParameters, heldPackages: new Set(["acct"]) };
        const drifted = driftedState({ ...before, secretFiles: {} }, observation(host));
        assert.notDeepEqual(inputsOf(drifted), inputsOf({ ...before, secretFiles: {} }));
        assert.deepEqual(inputsOf(withoutRemarks(drifted)), inputsOf({ ...before, secretFiles: {} }));
    });
});
