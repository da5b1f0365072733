import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCandidates } from "../../../scripts/toolchain/debian-packages";
import { chooseToolchain, missingGoMessage, wantedGo } from "../../../scripts/toolchain/go";

describe("Go", () => {
    it("is used as it is when it is new enough", () => {
        const go = chooseToolchain("/usr/bin/go", "go1.26.8", "1.26.0");
        assert.deepEqual(go, { path: "/usr/bin/go", environment: { GOTOOLCHAIN: "local" } });
    });

    it("may fetch the release that is wanted when it knows how to", () => {
        const go = chooseToolchain("/usr/bin/go", "go1.24.4", "1.26.0");
        assert.deepEqual(go, { path: "/usr/bin/go", environment: { GOTOOLCHAIN: "auto" } });
    });

    for (const version of ["go1.19.8", "go1.20.14", ""]) {
        it(`is passed over when it says ${JSON.stringify(version)}`, () => {
            assert.equal(chooseToolchain("/usr/bin/go", version, "1.26.0"), undefined);
        });
    }

    for (const module of ["cli", "language-host"]) {
        it(`is wanted by toolchain/${module} as a release that Go can fetch: with a patch number`, () => {
            const goMod = readFileSync(join(__dirname, "../../../toolchain", module, "go.mod"), "utf8");
            assert.match(wantedGo(goMod), /^1\.\d+\.\d+$/);
        });
    }

    it("is named exactly, for each common system, when it is missing", () => {
        const message = missingGoMessage("1.26.0");
        for (const part of ["apt-get install golang-go", "bookworm-backports", "dnf install golang", "pacman -S go"]) {
            assert.ok(message.includes(part), part);
        }
        assert.match(message, /older than 1\.21 \(best: 1\.26\.0 or later\)/);
    });

    it("is looked for in every release that apt knows, backports by name", () => {
        const madison = [
            " golang-go | 2:1.22~3~bpo12+1 | http://mirror.example/debian bookworm-backports/main amd64 Packages",
            " golang-go |   2:1.19~1 | http://mirror.example/debian bookworm/main amd64 Packages",
            "",
        ].join("\n");
        assert.deepEqual(parseCandidates(madison), [
            { version: "1.22~3~bpo12+1", release: "bookworm-backports" },
            { version: "1.19~1" },
        ]);
    });
});
