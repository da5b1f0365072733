import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { goldenCases } from "./cases";
import { goldenFolder, planCase, readGolden, renderGolden, writeGolden } from "./golden-files";

const accepting = process.env["ACCEPT_GOLDENS"] === "1";

for (const golden of goldenCases) {
    describe(`the files of ${golden.name}`, () => {
        const folder = goldenFolder(golden);
        const rendered = renderGolden(planCase(golden));
        before(() => {
            if (accepting) writeGolden(folder, rendered);
        });

        it("are those that were accepted, no more and no fewer", () => {
            assert.ok(existsSync(folder), `${folder} is missing: accept it with \`npm run accept\``);
            assert.deepEqual([...readGolden(folder).keys()].sort(), [...rendered.keys()].sort());
        });

        for (const [path, content] of rendered) {
            it(`have the accepted ${path}`, () => assert.equal(content, readGolden(folder).get(path)));
        }
    });
}
