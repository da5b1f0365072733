import assert from "node:assert/strict";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBundle } from "../../../bundling/bundle";
import { temporaryFolder } from "../toolchain/temporary-folder";

const entry = { name: "program", source: "stacks/index.ts", external: [] };

describe("a bundle", () => {
    const temporary = temporaryFolder();
    const write = (file: string, text: string) => writeFileSync(join(temporary.path, file), text);
    const run = (path: string): unknown => {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Pulumi loads a program
        const loaded = require(path) as { readonly program: () => unknown };
        return loaded.program();
    };

    beforeEach(() => {
        for (const folder of ["bundling", "components", "provider", "stacks"]) mkdirSync(join(temporary.path, folder));
        write("package.json", "{}");
        write("package-lock.json", "{}");
        write("components/part.ts", 'export const part: string = "one";\n');
        write(
            "stacks/index.ts",
            'import { part } from "../components/part";\nexport const program = () => [part, __dirname];\n',
        );
    });

    it("is what the sources are, at the place where they are", () => {
        assert.deepEqual(run(ensureBundle(entry, temporary.path)), ["one", join(temporary.path, "stacks")]);
    });

    it("is made once, and anew for any change of a source or of a package's version", () => {
        const first = ensureBundle(entry, temporary.path);
        assert.equal(ensureBundle(entry, temporary.path), first);
        write("components/part.ts", 'export const part: string = "two";\n');
        const second = ensureBundle(entry, temporary.path);
        assert.deepEqual(run(second), ["two", join(temporary.path, "stacks")]);
        write("package-lock.json", "{ }");
        assert.equal(new Set([first, second, ensureBundle(entry, temporary.path)]).size, 3);
    });

    it("goes when it is old and another has taken its place, and drafts are not left behind", () => {
        const first = ensureBundle(entry, temporary.path);
        utimesSync(first, 0, 0);
        write("components/part.ts", 'export const part: string = "three";\n');
        const second = ensureBundle(entry, temporary.path);
        assert.deepEqual(readdirSync(join(temporary.path, ".local/bundles")), [second.split("/").at(-1)]);
    });

    it("is not made of sources that are wrong, and leaves nothing then", () => {
        write("components/part.ts", "export const part = ;\n");
        assert.throws(() => ensureBundle(entry, temporary.path), /Unexpected ";"/);
        assert.deepEqual(readdirSync(join(temporary.path, ".local/bundles")), []);
    });
});
