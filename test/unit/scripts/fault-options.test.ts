import assert from "node:assert/strict";
import { readFaultOptions } from "../../../scripts/commands/fault-options";

describe("the options of the fault suite", () => {
    it("are few faults by default, and many in a full run, which has some on a guest", () => {
        assert.deepEqual(readFaultOptions([], "short"), { seed: 1, counts: { containers: 24, guest: 0 }, rest: [] });
        assert.deepEqual(readFaultOptions([], "full").counts, { containers: 200, guest: 40 });
    });

    it("are taken from anywhere; the others are mocha's", () => {
        const options = readFaultOptions(["--bail", "--seed", "7", "--guest", "2", "--grep", "power"], "short");
        assert.deepEqual(options, {
            seed: 7,
            counts: { containers: 24, guest: 2 },
            rest: ["--bail", "--grep", "power"],
        });
    });

    it("are refused when they are no numbers", () => {
        assert.throws(() => readFaultOptions(["--count", "many"], "short"), /--count: many is not a number/);
        assert.throws(() => readFaultOptions(["--seed"], "short"), /--seed: nothing is not a number/);
    });
});
