import assert from "node:assert/strict";
import { isAtLeast, parseVersion } from "../../../scripts/bootstrap/version";

describe("version comparison", () => {
    const cases: readonly [text: string, minimum: string, expected: boolean][] = [
        ["v22.13.0", "22.13.0", true],
        ["v22.12.9", "22.13.0", false],
        ["v18.20.4", "22.13.0", false],
        ["v24.0.0", "22.13.0", true],
        ["v3.259.0", "3.200.0", true],
        ["v3.1000.0", "3.200.0", true],
        ["v3.20.0", "3.200.0", false],
        ["v2.999.0", "3.200.0", false],
        ["v3.200.0-alpha.1", "3.200.0", true],
        ["go1.26.8", "1.26.0", true],
        ["go1.26", "1.26.0", true],
        ["go1.9", "1.21", false],
        ["2:1.19~1", "1.21", false],
        ["1.22~3~bpo12+1", "1.21", true],
        ["", "1.21", false],
        ["command not found", "1.21", false],
    ];
    for (const [text, minimum, expected] of cases) {
        it(`${expected ? "accepts" : "refuses"} ${JSON.stringify(text)} where ${minimum} is needed`, () => {
            assert.equal(isAtLeast(text, minimum), expected);
        });
    }

    it("reads a missing patch number as zero", () => {
        assert.deepEqual(parseVersion("go1.26"), [1, 26, 0]);
    });

    it("calls a minimum that is no version a bug", () => {
        assert.throws(() => isAtLeast("1.2.3", "latest"), /not a version: latest/);
    });
});
