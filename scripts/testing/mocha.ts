import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
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
    /** Its report is kept back until it has ended, because other tests are reporting meanwhile. @default false */
    readonly isBeside?: boolean;
}

/** Runs tests one after the other, in a process of their own, and counts them. */
export async function runMocha(run: MochaRun): Promise<Tally> {
    const folder = mkdtempSync(join(tmpdir(), "hardened-host-mocha-"));
    try {
        return run.isBeside === true ? await runBeside(run, folder) : await runInto(run, folder, "inherit");
    } finally {
        rmSync(folder, { recursive: true });
    }
}

async function runBeside(run: MochaRun, folder: string): Promise<Tally> {
    const path = join(folder, "report.txt");
    const report = openSync(path, "w", 0o600);
    try {
        return await runInto(run, folder, report);
    } finally {
        closeSync(report);
        process.stdout.write(readFileSync(path));
    }
}

async function runInto(run: MochaRun, folder: string, output: number | "inherit"): Promise<Tally> {
    const { patterns, timeoutSeconds, environment, args } = run;
    const tally = join(folder, "tally.json");
    const reporter = ["--reporter", "scripts/testing/tally-reporter.js", "--reporter-option", `tally=${tally}`];
    const options = ["--forbid-only", "--timeout", String(timeoutSeconds * 1000), ...reporter];
    const status = await runInForeground("node_modules/.bin/mocha", [...options, ...args, ...patterns], {
        cwd: projectRoot,
        env: environment,
        output,
    });
    return readMochaTally(tally, status);
}
