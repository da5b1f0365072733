import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addTallies, readMochaTally, summaryLine, tallyExitStatus } from "../../../scripts/testing/tally";
import { temporaryFolder, writeProgram } from "../toolchain/temporary-folder";

const root = join(__dirname, "../../..");

describe("counting tests", () => {
    const folder = temporaryFolder();

    /** Runs real tests in a mocha of their own and counts them. */
    function countTests(source: string) {
        const file = join(folder.path, "some.test.js");
        const tally = join(folder.path, "tally.json");
        writeFileSync(file, source);
        const reporter = [
            "--reporter",
            join(root, "scripts/testing/tally-reporter.js"),
            "--reporter-option",
            `tally=${tally}`,
        ];
        const mocha = join(root, "node_modules/mocha/bin/mocha.js");
        const { status } = spawnSync(process.execPath, [mocha, "--no-config", ...reporter, file], { cwd: folder.path });
        return { status, tally: readMochaTally(tally, status ?? 1), hasResult: existsSync(tally) };
    }

    it("keeps the report of tests that run beside others back until they have ended, and counts them all the same", () => {
        const file = join(folder.path, "beside.test.js");
        writeFileSync(file, 'it("beside", (done) => setTimeout(done, 1500));');
        const script = `
            const { runMocha } = require("./scripts/testing/mocha");
            const run = { patterns: [${JSON.stringify(file)}], timeoutSeconds: 5, environment: process.env, args: ["--no-config"], isBeside: true };
            setTimeout(() => console.log("meanwhile"), 200);
            runMocha(run).then((tally) => console.log(JSON.stringify(tally)));`;
        const { stdout } = spawnSync(process.execPath, ["--require", "tsx/cjs", "-e", script], {
            cwd: root,
            encoding: "utf8",
        });
        assert.match(stdout, /^meanwhile\n[\s\S]*✔[\s\S]*beside[\s\S]*\n\{"passed":1,"failed":0,"skipped":0\}\n$/);
    });

    it("counts what passed, failed and was skipped", () => {
        const source = 'it("a", () => {}); it("b", () => {}); it("c", () => { throw new Error(); }); it("d");';
        assert.deepEqual(countTests(source), {
            status: 1,
            tally: { passed: 2, failed: 1, skipped: 1 },
            hasResult: true,
        });
    });

    it("counts a hook that fails", () => {
        const source = 'before(() => { throw new Error(); }); it("a", () => {});';
        assert.deepEqual(countTests(source).tally, { passed: 0, failed: 1, skipped: 0 });
    });

    it("counts a run that ends early as failed, even one that claims success", () => {
        const source = 'it("a", () => {}); it("b", () => process.exit(0)); it("c", () => {});';
        const { status, tally, hasResult } = countTests(source);
        assert.deepEqual(
            { status, hasResult, tally },
            { status: 0, hasResult: false, tally: { passed: 0, failed: 1, skipped: 0 } },
        );
    });

    it("counts a file that cannot be loaded as failed", () => {
        assert.deepEqual(countTests("this is no JavaScript").tally, { passed: 0, failed: 1, skipped: 0 });
    });

    it("counts a run without a test as failed", () => {
        assert.equal(countTests("").tally.failed, 1);
    });

    it("counts an exit status that the counts do not explain, and a broken result, as failed", () => {
        const path = join(folder.path, "tally.json");
        writeFileSync(path, JSON.stringify({ passed: 3, failed: 0, skipped: 0 }));
        assert.deepEqual(readMochaTally(path, 0), { passed: 3, failed: 0, skipped: 0 });
        assert.deepEqual(readMochaTally(path, 139), { passed: 3, failed: 1, skipped: 0 });
        writeFileSync(path, '{"passed": 3');
        assert.deepEqual(readMochaTally(path, 0), { passed: 0, failed: 1, skipped: 0 });
    });

    it("adds up, and says so in one line", () => {
        const sum = addTallies([
            { passed: 4, failed: 0, skipped: 0 },
            { passed: 90, failed: 1, skipped: 2 },
        ]);
        assert.equal(summaryLine(sum), "94 passed, 1 failed, 2 skipped");
        assert.equal(summaryLine({ passed: 7, failed: 0, skipped: 0 }), "7 passed, 0 failed");
    });

    it("is a success only when something passed and nothing failed", () => {
        assert.equal(tallyExitStatus({ passed: 1, failed: 0, skipped: 5 }), 0);
        assert.equal(tallyExitStatus({ passed: 9, failed: 1, skipped: 0 }), 1);
        assert.equal(tallyExitStatus({ passed: 0, failed: 0, skipped: 5 }), 1);
    });
});

describe("continuous integration", () => {
    const folder = temporaryFolder();

    /** Runs .ci/run with an npm that prints and exits as told. */
    function runWith(npm: string) {
        writeProgram(join(folder.path, "npm"), `#!/bin/sh\n${npm}\n`);
        const env = { ...process.env, PATH: `${folder.path}:${process.env["PATH"] ?? ""}` };
        const { status, stdout } = spawnSync("bash", [join(root, ".ci/run")], { env, encoding: "utf8" });
        return { status, lines: stdout.trimEnd().split("\n") };
    }

    it("runs npm test without input, and ends with its counts and its status", () => {
        const { status, lines } = runWith('echo "npm $*"; cat; echo "12 passed, 0 failed"');
        assert.deepEqual({ status, lines }, { status: 0, lines: ["npm test", "12 passed, 0 failed"] });
    });

    it("ends with the counts also when npm says more after a failure", () => {
        const { status, lines } = runWith('echo "11 passed, 1 failed, 2 skipped"; echo "npm error code 1" >&2; exit 1');
        assert.deepEqual([status, lines.at(-1)], [1, "11 passed, 1 failed, 2 skipped"]);
    });

    it("fails, and counts one failure, when the tests end without counts", () => {
        for (const npm of ["kill -KILL $$", "exit 3", "exit 0"]) {
            const { status, lines } = runWith(npm);
            assert.notEqual(status, 0);
            assert.equal(lines.at(-1), "0 passed, 1 failed");
        }
    });

    it("can be run as it was committed", () => {
        const mode = execFileSync("git", ["ls-files", "--stage", ".ci/run"], { cwd: root, encoding: "utf8" });
        assert.match(mode, /^100755 /);
    });
});
