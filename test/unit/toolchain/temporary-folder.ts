import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder for the tests of the suite that calls this; new for each of them. */
export function temporaryFolder(): { readonly path: string } {
    const folder = { path: "" };
    beforeEach(() => {
        folder.path = mkdtempSync(join(tmpdir(), "hardened-host-test-"));
    });
    afterEach(() => rmSync(folder.path, { recursive: true, force: true }));
    return folder;
}

/** Writes a program that can be run. */
export function writeProgram(path: string, text: string): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    return path;
}
