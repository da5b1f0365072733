import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../toolchain/temporary-folder";

const program = join(__dirname, "../../../provider/host-configuration/remote/give-back/accounts.awk");

describe("accounts of a server that is given back", () => {
    const folder = temporaryFolder();

    /** Deliveries managed root, deploy (which they made) and operator (which was there), and the group ssh-login. */
    function joined(kind: string, found: readonly string[], present: readonly string[]): string[] {
        const lists = {
            users: ["deploy", "operator", "root"],
            groups: ["ssh-login"],
            dropped: ["deploy"],
            found,
            present,
        };
        const paths = Object.entries(lists).map(([name, lines]) => {
            writeFileSync(join(folder.path, name), lines.map((line) => `${line}\n`).join(""));
            return join(folder.path, name);
        });
        const { status, stdout, stderr } = spawnSync("awk", ["-v", `kind=${kind}`, "-f", program, ...paths], {
            encoding: "utf8",
        });
        assert.equal(status, 0, stderr);
        return stdout.split("\n").slice(0, -1);
    }

    it("are as they were found where deliveries managed them, and as they are now where others did", () => {
        const found = ["root:old:1::::::", "games:*:1::::::", "operator:mine:1::::::"];
        const present = ["root:!old:2::::::", "operator:!mine:2::::::", "games:!:5::::::", "deploy:!:2::::::"];
        assert.deepEqual(joined("shadow", found, [...present, "newcomer:hash:3::::::"]), [
            "root:old:1::::::",
            "games:!:5::::::",
            "operator:mine:1::::::",
            "newcomer:hash:3::::::",
        ]);
    });

    it("stay away where others have removed them, unless deliveries managed them", () => {
        assert.deepEqual(
            joined("passwd", ["root:x:0", "games:x:5", "operator:x:1000"], ["root:x:0", "deploy:x:1001"]),
            ["root:x:0", "operator:x:1000"],
        );
    });

    it("are in the groups that they were found in, and newcomers in those that they were given", () => {
        const found = ["sudo:x:27:operator,retired", "docker:x:999:operator", "games:x:60:"];
        const present = [
            ...["sudo:x:27:deploy,newcomer", "docker:x:999:", "games:x:60:newcomer,operator"],
            ...["ssh-login:x:990:deploy,operator", "deploy:x:1001:", "newcomer:x:1002:deploy"],
        ];
        assert.deepEqual(joined("group", found, present), [
            "sudo:x:27:operator,newcomer",
            "docker:x:999:operator",
            "games:x:60:newcomer",
            "newcomer:x:1002:",
        ]);
    });

    it("keep every range of subordinate numbers, one line each", () => {
        const found = ["operator:100000:65536", "operator:300000:65536"];
        const present = ["operator:100000:65536", "deploy:165536:65536", "newcomer:231072:65536"];
        assert.deepEqual(joined("subuid", found, present), [...found, "newcomer:231072:65536"]);
    });

    it("come out byte for byte when nobody else has changed anything", () => {
        const found = ["root:*::", "sudo:*:admin:operator", "shadow:!:operator:"];
        const present = ["root:*::", "sudo:*:admin:deploy", "shadow:!:operator:", "ssh-login:!::deploy", "deploy:!::"];
        assert.deepEqual(joined("gshadow", found, present), found);
    });
});
