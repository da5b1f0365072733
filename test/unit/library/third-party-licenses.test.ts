import assert from "node:assert/strict";
import type { Metafile } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thirdPartyLicenses } from "../../../scripts/commands/third-party-licenses";

describe("the licences that go with a bundle", () => {
    let root: string;
    before(() => {
        root = mkdtempSync(join(tmpdir(), "hardened-host-licenses-"));
        addPackage("node_modules/plain", "MIT", { "LICENSE.md": "Do as you like.\n" });
        addPackage("node_modules/@scope/noted", "Apache-2.0", { LICENSE: "Keep the notice.", NOTICE: "By somebody." });
        addPackage("node_modules/plain/node_modules/inner", "ISC", { COPYING: "Copy it." });
        addPackage("node_modules/silent", "MIT", { "README.md": "Licence: see elsewhere." });
    });
    after(() => rmSync(root, { recursive: true }));

    function addPackage(folder: string, license: string, files: Readonly<Record<string, string>>): void {
        mkdirSync(join(root, folder), { recursive: true });
        const name = folder.replace(/^.*node_modules\//, "");
        const manifest = JSON.stringify({ name, version: "1.2.3", license });
        for (const [file, text] of Object.entries({ ...files, "package.json": manifest })) {
            writeFileSync(join(root, folder, file), text);
        }
    }

    const bundleOf = (...files: readonly string[]): Metafile => {
        const input = { bytesInOutput: 1 };
        const inputs = Object.fromEntries(files.map((file) => [file, input]));
        const output = { bytes: 1, inputs, imports: [], exports: [] };
        return { inputs: {}, outputs: { "main.js": output } };
    };

    it("are all there in full, once for a package, with its notices; our own files need none", () => {
        const files = ["plain/index.js", "plain/more/a.js", "@scope/noted/a.js", "plain/node_modules/inner/a.js"];
        const bundle = bundleOf("provider/start.ts", ...files.map((file) => `node_modules/${file}`));
        const text = thirdPartyLicenses(bundle, root);
        assert.deepEqual(text.match(/^\S+ 1\.2\.3 \(.*\)$/gm), [
            "@scope/noted 1.2.3 (Apache-2.0)",
            "plain 1.2.3 (MIT)",
            "inner 1.2.3 (ISC)",
        ]);
        for (const told of ["Do as you like.", "Keep the notice.", "By somebody.", "Copy it."]) {
            assert.ok(text.includes(told), told);
        }
    });

    it("stop the build when one is missing", () => {
        const bundle = bundleOf("node_modules/silent/index.js");
        assert.throws(() => thirdPartyLicenses(bundle, root), /silent 1\.2\.3 \(MIT\) has no licence text/);
    });
});
