import assert from "node:assert/strict";
import { parseObservation } from "../../../provider/host-configuration/observation-parser";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const complete = [
    "os\tdebian\t13",
    "generation\t7",
    "hostkey\tssh-ed25519 AAAA",
    'path\tregular file\t644\troot\troot\t"/etc/a"',
    'path\tregular file\t400\troot\troot\t"/etc/secret"',
    'path\tsymbolic link\t777\troot\troot\t"/etc/link" -> "/tmp/a \\"b\\""',
    'path\tdirectory\t755\troot\troot\t"/etc/d"',
    `content\t/etc/a\t${base64("tampered\n")}`,
    "secret\t/etc/secret",
    'stranger\tregular empty file\t600\troot\troot\t"/etc/d/x"',
    'stranger\tregular file\t600\troot\troot\t"/etc/d/-a\\nb\\303\\251"',
    `content\t"/etc/d/-a\\nb\\303\\251"\t${base64("evil\n")}`,
    "package\tacct\tinstall\tinstalled",
    "package\tremoved\tdeinstall\tconfig-files",
    "package\theld\thold\tinstalled",
    "package\tbroken\tinstall\thalf-configured",
    "package\tunknown\tunknown\tnot-installed",
    "unit\tId\tsshd.service",
    "unit\tLoadState\tloaded",
    "unit\tActiveState\tactive",
    "unit\tUnitFileState\tenabled",
    "unit\tNeedDaemonReload\tyes",
    "unit\tRefuseManualStop\tyes",
    "unit\tMainPID\t713",
    "unit-end",
    "unit\tId\tssh.socket",
    "unit\tLoadState\tmasked",
    "unit\tActiveState\tinactive",
    "unit\tUnitFileState\tmasked",
    "user\tdeploy\tdeploy:x:1000:1000:,,,:/home/deploy:/bin/bash\tdeploy sudo\tL",
    "group\tssh-login:x:998:deploy",
    "parameter\t/proc/sys/net/ipv4/tcp_rmem\t4096\t131072\t6291456",
    "rule-in-file\ttable inet own {",
    "rule-in-force\t\tchain input {",
    "chain\ttable inet own {",
    'listener\ttcp LISTEN 0 5 0.0.0.0:8080 0.0.0.0:* users:(("python3",pid=7,fd=3))',
    "listener\tend",
    "exposure-level\ta.service\t9.6",
    "end",
];

describe("parseObservation", () => {
    const observed = parseObservation(complete, ["ssh.service", "ssh.socket"]);
    assert.ok(observed);

    it("reads every kind of fact", () => {
        assert.equal(observed.generation, 7);
        assert.deepEqual([...observed.installedPackages], ["acct", "held"]);
        assert.deepEqual([...observed.groups], ["ssh-login"]);
        assert.deepEqual(observed.users.get("deploy"), {
            shell: "/bin/bash",
            home: "/home/deploy",
            groups: ["deploy", "sudo"],
            passwordLocked: true,
        });
        assert.equal(observed.paths.get("/etc/d")?.type, "folder");
        assert.equal(observed.strangers.get("/etc/d/x")?.mode, "0600");
    });

    it("tells held and half-done packages from installed ones", () => {
        assert.deepEqual([...observed.heldPackages], ["held"]);
        assert.deepEqual(
            [...observed.incompletePackages],
            [
                ["removed", "config-files"],
                ["broken", "half-configured"],
            ],
        );
    });

    it("sees a link with its target, whatever characters it holds", () => {
        assert.equal(observed.paths.get("/etc/link")?.type, "link");
        assert.equal(observed.paths.get("/etc/link")?.target, '/tmp/a "b"');
    });

    it("shows a stranger's odd name as one line, with its content", () => {
        const name = String.raw`/etc/d/-a\012b\303\251`.replaceAll("\\\\", "\\");
        assert.deepEqual([...observed.strangers.keys()], ["/etc/d/x", name]);
        assert.equal(observed.strangers.get(name)?.content, "evil\n");
    });

    it("reads what is in force, and what waits for the outside", () => {
        assert.equal(observed.kernelParameters.get("/proc/sys/net/ipv4/tcp_rmem"), "4096 131072 6291456");
        assert.deepEqual([observed.rulesInFile, observed.rulesInForce], [["table inet own {"], ["\tchain input {"]]);
        assert.deepEqual(observed.chains, ["table inet own {"]);
        assert.deepEqual(observed.listeners, [
            { protocol: "tcp", address: "0.0.0.0", port: 8080, processes: ["python3"] },
        ]);
    });

    it("gives the text of a changed public file, and only the fact of a changed secret one", () => {
        assert.equal(observed.paths.get("/etc/a")?.content, "tampered\n");
        assert.equal(observed.paths.get("/etc/secret")?.asExpected, false);
        assert.equal(observed.paths.get("/etc/secret")?.content, undefined);
    });

    it("keeps to the names asked about when systemd answers with another name of a unit", () => {
        assert.equal(observed.units.get("ssh.service")?.activeState, "active");
        assert.equal(observed.units.get("ssh.socket")?.loadState, "masked");
        assert.equal(observed.units.get("ssh.service")?.needsDaemonReload, true);
        assert.equal(observed.units.get("ssh.service")?.refusesManualStop, true);
        assert.equal(observed.units.get("ssh.service")?.hasProcess, true);
        assert.equal(observed.units.get("ssh.socket")?.needsDaemonReload, false);
        assert.equal(observed.units.get("ssh.socket")?.hasProcess, false);
    });

    it("reads the exposure of a service", () => {
        assert.deepEqual([...observed.exposureLevels], [["a.service", 9.6]]);
    });

    it("refuses output that is cut short", () => {
        assert.equal(parseObservation(complete.slice(0, -1), []), undefined);
    });
});
