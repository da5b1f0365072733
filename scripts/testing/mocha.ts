import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import { readMochaTally, type Tally } from "./tally";

export interface MochaRun {
    readonly patterns: readonly string[];
    /** Limit for one test, where the test sets none. */
    readonly timeoutSeconds: number;
    readonly environment: NodeJS.ProcessEnv;
    /** More arguments for mocha, for example `--grep`. */
    readonly args: readonly string[];
}

/** Runs tests one after the other, in a process of their own, and counts them. */
export async function runMocha({ patterns, timeoutSeconds, environment, args }: MochaRun): Promise<Tally> {
    const folder = mkdtempSync(join(tmpdir(), "hardened-host-mocha-"));
    const tally = join(folder, "tally.json");
    try {
        const reporter = ["--reporter", "scripts/testing/tally-reporter.js", "--reporter-option", `tally=${tally}`];
        const options = ["--forbid-only", "--timeout", String(timeoutSeconds * 1000), ...reporter];
        const status = await runInForeground("node_modules/.bin/mocha", [...options, ...args, ...patterns], {
            cwd: projectRoot,
            env: environment,
        });
        return readMochaTally(tally, status);
    } finally {
        rmSync(folder, { recursive: true });
    }
}
