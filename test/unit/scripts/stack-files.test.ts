import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
    addsOnlySalt,
    findStackFile,
    listStacks,
    readStackNeeds,
    withoutNewSalt,
} from "../../../scripts/pulumi/stack-files";
import { temporaryFolder } from "../toolchain/temporary-folder";

const committed = `# A comment.
config:
  hardened-host:hosts:
    web:
      cloud: { local: {} }
      login: { user: deploy, identityFile: "~/.local/state/hardened-host/local/id_ed25519" }
`;

describe("stack files", () => {
    const folder = temporaryFolder();
    const write = (name: string, text = "config: {}\n") => writeFileSync(join(folder.path, name), text);

    it("are the stacks that can be named", () => {
        for (const name of ["Pulumi.local.yaml", "Pulumi.aws-example.yaml", "Pulumi.yaml", "index.ts"]) write(name);
        assert.deepEqual(listStacks(folder.path), ["aws-example", "local"]);
        assert.equal(findStackFile(folder.path, "up", "local"), join(folder.path, "Pulumi.local.yaml"));
        assert.deepEqual(listStacks(join(folder.path, "missing")), []);
    });

    it("are listed when none is given", () => {
        write("Pulumi.local.yaml");
        for (const argument of [undefined, "--yes"]) {
            assert.throws(() => findStackFile(folder.path, "preview", argument), {
                name: "UserError",
                message: "No stack given; stacks found: local. Run: npm run preview -- local",
            });
        }
    });

    it("are listed when another is given", () => {
        write("Pulumi.local.yaml");
        assert.throws(
            () => findStackFile(folder.path, "up", "../local"),
            /no stack "\.\.\/local"; stacks found: local\. Copy/,
        );
        assert.throws(() => findStackFile(join(folder.path, "none"), "up", "x"), /there are none in stacks\//);
    });

    it("say whether a host runs on this computer, and which keys log in", () => {
        assert.deepEqual(readStackNeeds(committed, "/home/ada"), {
            localMachine: true,
            identityFiles: ["/home/ada/.local/state/hardened-host/local/id_ed25519"],
        });
        const elsewhere = committed
            .replace("local: {}", "digitalocean: { region: ams3 }")
            .replace(/, identityFile.*"/, "");
        assert.deepEqual(readStackNeeds(elsewhere, "/home/ada"), { localMachine: false, identityFiles: [] });
    });

    it("need nothing when they are wrong: the program says what is", () => {
        for (const text of ["", "config: 3\n", "config: { other:key: 1 }\n", "config: { hardened-host:hosts: [] }\n"]) {
            assert.deepEqual(readStackNeeds(text), { localMachine: false, identityFiles: [] });
        }
        const oddHost = "config: { hardened-host:hosts: { a: { cloud: aws, login: [] } } }\n";
        assert.deepEqual(readStackNeeds(oddHost), { localMachine: false, identityFiles: [] });
    });

    it("are as committed after Pulumi has written its salt, also when it failed", async () => {
        const path = join(folder.path, "Pulumi.local.yaml");
        write("Pulumi.local.yaml", committed);
        const failing = withoutNewSalt(path, () => {
            writeFileSync(path, `encryptionsalt: v1:abc=:v1:def\n${committed}`);
            return Promise.reject(new Error("the update failed"));
        });
        await assert.rejects(failing, /the update failed/);
        assert.equal(readFileSync(path, "utf8"), committed);
    });

    it("leave the local stack's salt out of what is committed: every clone has a passphrase of its own", () => {
        const show = ["show", "HEAD:stacks/Pulumi.local.yaml"];
        const text = execFileSync("git", show, { cwd: join(__dirname, "../../.."), encoding: "utf8" });
        assert.doesNotMatch(text, /encryptionsalt/);
    });

    it("keep every other change", async () => {
        const path = join(folder.path, "Pulumi.local.yaml");
        const changed = `encryptionsalt: v1:abc=:v1:def\n${committed}  hardened-host:token: { secure: v1:xyz }\n`;
        write("Pulumi.local.yaml", committed);
        await withoutNewSalt(path, () => {
            writeFileSync(path, changed);
            return Promise.resolve();
        });
        assert.equal(readFileSync(path, "utf8"), changed);
        assert.equal(addsOnlySalt("encryptionsalt: a\n", "encryptionsalt: b\n"), false);
        assert.equal(addsOnlySalt(committed, committed), false);
    });
});
