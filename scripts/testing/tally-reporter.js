// @ts-check
// Mocha's usual report, and its counts in a file: mocha starts reporters by path, before any TypeScript.
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

class TallyReporter extends reporters.Spec {
    /**
     * @param {import("mocha").Runner} runner
     * @param {import("mocha").MochaOptions} options
     */
    constructor(runner, options) {
        super(runner, options);
        runner.once("end", () => {
            const { passes, failures, pending } = this.stats;
            const tally = { passed: passes, failed: failures, skipped: pending };
            writeFileSync(options.reporterOptions.tally, JSON.stringify(tally));
        });
    }
}

module.exports = TallyReporter;
