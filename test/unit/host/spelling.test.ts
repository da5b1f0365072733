import assert from "node:assert/strict";
import { nearestWord } from "../../../components/host/spelling";

describe("spelling", () => {
    const known = ["port", "sources", "rateLimit", "maxAuthTries"];

    for (const [written, meant] of [
        ["prot", "port"],
        ["ports", "port"],
        ["source", "sources"],
        ["ratelimit", "rateLimit"],
        ["maxAuthTrys", "maxAuthTries"],
    ] as const) {
        it(`takes ${written} for ${meant}`, () => {
            assert.equal(nearestWord(written, known), meant);
        });
    }

    for (const stranger of ["password", "x", "", "timeout"]) {
        it(`takes ${JSON.stringify(stranger)} for nothing that is known`, () => {
            assert.equal(nearestWord(stranger, known), undefined);
        });
    }
});
