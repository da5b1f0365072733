import assert from "node:assert/strict";
import { cpSync, appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildEngine, builtEngineEntry } from "../../../scripts/toolchain/engine-build";
import { temporaryFolder, writeProgram } from "./temporary-folder";

const pinned = join(__dirname, "../../../toolchain");
const silent = { begin: () => {}, detail: () => {}, log: () => {} };

describe("engine build", () => {
    const folder = temporaryFolder();
    const searchPath = process.env["PATH"];
    afterEach(() => {
        process.env["PATH"] = searchPath;
    });

    /** A compiler that notes how it was called and writes what it was asked for, or fails. */
    function installCompiler(build: string): void {
        const text = `#!/bin/sh
[ "$1" = env ] && echo go1.99.0 && exit
echo "$PWD $CGO_ENABLED $*" >> ${folder.path}/calls
while [ "$1" != -o ]; do shift; done
${build}
`;
        writeProgram(join(folder.path, "bin/go"), text);
        process.env["PATH"] = `${join(folder.path, "bin")}:${searchPath ?? ""}`;
    }

    it("has a name of its own for every change of a pin", () => {
        const name = builtEngineEntry(folder.path, pinned).name;
        for (const file of ["cli/go.mod", "cli/go.sum", "language-host/go.mod", "language-host/go.sum"]) {
            const changed = join(folder.path, file.replace("/", "-"));
            cpSync(pinned, changed, { recursive: true });
            assert.equal(builtEngineEntry(folder.path, changed).name, name);
            appendFileSync(join(changed, file), "\n");
            assert.notEqual(builtEngineEntry(folder.path, changed).name, name, file);
        }
    });

    it("compiles each program in its own module, reproducibly, and keeps just the two", async () => {
        installCompiler('echo compiled > "$2"');
        const path = await buildEngine(builtEngineEntry(join(folder.path, "cache"), pinned), pinned, silent);
        assert.deepEqual(readdirSync(path).sort(), ["pulumi", "pulumi-language-nodejs"]);
        const [cli = "", host = ""] = readFileSync(join(folder.path, "calls"), "utf8").split("\n");
        assert.match(
            cli,
            /toolchain\/cli 0 build .*-buildvcs=false -trimpath .*version\.Version=v3\.259\.0.* .*\/cmd\/pulumi$/,
        );
        assert.match(
            host,
            /toolchain\/language-host 0 build .*-buildvcs=false -trimpath .*\/cmd\/pulumi-language-nodejs$/,
        );
    });

    it("shows the compiler's own words, and leaves nothing behind, when it fails", async () => {
        installCompiler('echo "internal/x: no space left on device" >&2; exit 1');
        const cache = join(folder.path, "cache");
        await assert.rejects(buildEngine(builtEngineEntry(cache, pinned), pinned, silent), /no space left on device/);
        assert.deepEqual(readdirSync(cache), []);
        assert.ok(existsSync(cache));
    });
});
