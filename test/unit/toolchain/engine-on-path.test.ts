import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { findEngineOnPath } from "../../../scripts/toolchain/engine-on-path";
import { temporaryFolder, writeProgram } from "./temporary-folder";

describe("engine on PATH", () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder.path, name);
    const engine = (name: string, version: string) => writeProgram(at(name), `#!/bin/sh\necho ${version}\n`);
    const host = (name: string) => writeProgram(at(name), "#!/bin/sh\n");
    const search = (...folders: string[]) => findEngineOnPath([...folders.map(at), "/usr/bin", "/bin"].join(":"));

    it("is used with its language host beside it", async () => {
        const path = engine("a/pulumi", "v3.259.0");
        host("a/pulumi-language-nodejs");
        assert.equal(await search("a"), path);
    });

    it("is used with its language host elsewhere on PATH", async () => {
        const path = engine("a/pulumi", "v3.200.0");
        host("b/pulumi-language-nodejs");
        assert.equal(await search("a", "b"), path);
    });

    it("is used with its language host beside the file that a link points to", async () => {
        engine("opt/pulumi", "v3.259.0");
        host("opt/pulumi-language-nodejs");
        writeProgram(at("a/.keep"), "");
        symlinkSync(at("opt/pulumi"), at("a/pulumi"));
        assert.equal(await search("a"), at("a/pulumi"));
    });

    it("is passed over without a language host", async () => {
        engine("a/pulumi", "v3.259.0");
        assert.equal(await search("a"), undefined);
    });

    for (const version of ["v3.199.9", "v2.25.2", "dev"]) {
        it(`is passed over when it says ${version}`, async () => {
            engine("a/pulumi", version);
            host("a/pulumi-language-nodejs");
            assert.equal(await search("a"), undefined);
        });
    }

    it("is passed over when it does not run", async () => {
        writeProgram(at("a/pulumi"), "#!/bin/sh\necho v3.259.0\nexit 1\n");
        host("a/pulumi-language-nodejs");
        assert.equal(await search("a"), undefined);
    });
});
