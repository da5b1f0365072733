import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isInstalled } from "../../../scripts/bootstrap/dependencies";
import { temporaryFolder } from "./temporary-folder";

interface LockedPackage {
    readonly version: string;
    readonly integrity?: string;
    readonly optional?: boolean;
}

describe("npm packages", () => {
    const folder = temporaryFolder();
    const wanted = { "": { version: "0.1.0" }, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };

    function isInstalledAs(
        installed: Record<string, LockedPackage> | undefined,
        lock: Record<string, LockedPackage> = wanted,
    ) {
        mkdirSync(join(folder.path, "node_modules"));
        writeFileSync(join(folder.path, "package-lock.json"), JSON.stringify({ packages: lock }));
        if (installed !== undefined) {
            const hidden = join(folder.path, "node_modules/.package-lock.json");
            writeFileSync(hidden, JSON.stringify({ packages: installed }));
        }
        return isInstalled(folder.path);
    }

    it("are not installed again when somebody's own npm ci has done it", () => {
        assert.ok(isInstalledAs({ "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } }));
    });

    it("may leave out optional ones, which are for other platforms", () => {
        const lock = { ...wanted, "node_modules/b": { version: "1.0.0", optional: true } };
        assert.ok(isInstalledAs({ "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } }, lock));
    });

    const mismatches: readonly [title: string, installed: Record<string, LockedPackage> | undefined][] = [
        ["npm was cut off before its last step", undefined],
        ["one is missing", {}],
        ["one has another version", { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }],
        ["one has other content", { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }],
    ];
    for (const [title, installed] of mismatches) {
        it(`are installed when ${title}`, () => assert.equal(isInstalledAs(installed), false));
    }
});
