import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureNode, unpackNode } from "../../../scripts/bootstrap/node";
import { Phases } from "../../../scripts/bootstrap/phases";
import { temporaryFolder, writeProgram } from "./temporary-folder";

const quiet = () => new Phases({ write: () => true });

describe("Node.js", () => {
    const folder = temporaryFolder();

    /** A package laid out like the one that carries Node, and its hash. */
    function makePackage(): { archive: string; sha512: string } {
        const archive = join(folder.path, "node.tgz");
        writeProgram(join(folder.path, "content/package/bin/node"), "#!/bin/sh\n");
        writeProgram(join(folder.path, "content/package/LICENSE"), "free\n");
        writeProgram(join(folder.path, "content/package/share/large"), "unneeded\n");
        execFileSync("tar", ["-czf", archive, "-C", join(folder.path, "content"), "package"]);
        return { archive, sha512: createHash("sha512").update(readFileSync(archive)).digest("base64") };
    }

    it("is the one that runs us when that is new enough", async () => {
        assert.equal(await ensureNode(quiet(), { current: "v22.13.0" }), process.execPath);
    });

    it("must be installed by hand where no package carries it", async () => {
        const missing = ensureNode(quiet(), { current: "v20.20.2", platform: "darwin-x64" });
        await assert.rejects(missing, /v20\.20\.2 is too old .* darwin-x64; 22\.13\.0 or later .*nodejs\.org/);
    });

    it("is unpacked from the pinned package: the binary and its licence", async () => {
        const { archive, sha512 } = makePackage();
        await unpackNode(archive, sha512, folder.path);
        assert.ok(existsSync(join(folder.path, "bin/node")));
        assert.ok(existsSync(join(folder.path, "LICENSE")));
        assert.equal(existsSync(join(folder.path, "share")), false);
    });

    it("is refused, and not unpacked, when the package has another hash", async () => {
        const { archive } = makePackage();
        const other = createHash("sha512").update("another").digest("base64");
        await assert.rejects(
            unpackNode(archive, other, folder.path),
            /is not the pinned one: its sha512 is .* expected/,
        );
        assert.equal(existsSync(join(folder.path, "bin")), false);
    });
});
