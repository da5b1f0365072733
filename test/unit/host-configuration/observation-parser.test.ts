import assert from "node:assert/strict";
import { parseObservation } from "../../../provider/host-configuration/observation-parser";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const complete = [
    "os\tdebian\t13",
    "generation\t7",
    "hostkey\tssh-ed25519 AAAA",
    "path\t/etc/a\tregular file\t644\troot\troot",
    "path\t/etc/secret\tregular file\t400\troot\troot",
    "path\t/etc/link\tsymbolic link\t777\troot\troot",
    "path\t/etc/d\tdirectory\t755\troot\troot",
    `content\t/etc/a\t${base64("tampered\n")}`,
    "secret\t/etc/secret",
    "stranger\t/etc/d/x\tregular empty file\t600\troot\troot",
    "package\tacct\tii ",
    "package\tremoved\trc ",
    "package\theld\thi ",
    "unit\tId\tsshd.service",
    "unit\tLoadState\tloaded",
    "unit\tActiveState\tactive",
    "unit\tUnitFileState\tenabled",
    "unit-end",
    "unit\tId\tssh.socket",
    "unit\tLoadState\tmasked",
    "unit\tActiveState\tinactive",
    "unit\tUnitFileState\tmasked",
    "user\tdeploy\tdeploy:x:1000:1000:,,,:/home/deploy:/bin/bash\tdeploy sudo\tL",
    "group\tssh-login:x:998:deploy",
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
        assert.equal(observed.paths.get("/etc/link")?.type, "other");
        assert.equal(observed.paths.get("/etc/d")?.type, "folder");
        assert.equal(observed.strangers.get("/etc/d/x")?.mode, "0600");
    });

    it("gives the text of a changed public file, and only the fact of a changed secret one", () => {
        assert.equal(observed.paths.get("/etc/a")?.content, "tampered\n");
        assert.equal(observed.paths.get("/etc/secret")?.asExpected, false);
        assert.equal(observed.paths.get("/etc/secret")?.content, undefined);
    });

    it("keeps to the names asked about when systemd answers with another name of a unit", () => {
        assert.equal(observed.units.get("ssh.service")?.activeState, "active");
        assert.equal(observed.units.get("ssh.socket")?.loadState, "masked");
    });

    it("refuses output that is cut short", () => {
        assert.equal(parseObservation(complete.slice(0, -1), []), undefined);
    });
});
