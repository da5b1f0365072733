import { writeFileSync } from "node:fs";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile, withoutNewSalt } from "../pulumi/stack-files";
import { exitStatusOf } from "../review/exit-status";
import { renderJson } from "../review/json";
import { renderReview } from "../review/markdown/render";
import { measureExposures } from "../review/measure-exposure";
import { takePreview, type PulumiCall } from "../review/preview-run";
import { reviewOf, type Review } from "../review/review";
import { preparePulumi, selectStack, stacksFolder } from "./stack";

export interface ReportOptions {
    readonly stack: string;
    readonly json: boolean;
    /** File to write the report to instead of the standard output. */
    readonly output?: string;
    /** Ask the machines and the clouds how things really are. */
    readonly refresh: boolean;
}

/**
 * `npm run preview-report -- <stack> [--json] [--output FILE] [--no-refresh]`: what the next `up` would do, for a
 * reviewer. Ends with one of the exit statuses in scripts/review/exit-status.ts.
 */
export async function previewReport(args: readonly string[], phases: Phases): Promise<number> {
    const stackFile = findStackFile(stacksFolder, "preview-report", args[0]);
    const options = readOptions(args);
    const env = await preparePulumi(phases);
    return withoutNewSalt(stackFile, async () => {
        await selectStack(options.stack, env);
        return report(options, { stack: options.stack, cwd: projectRoot, env });
    });
}

/** Takes the preview and writes the report of it. */
export async function report(options: ReportOptions, call: PulumiCall): Promise<number> {
    const review = await reviewStack(call, options.refresh);
    const text = options.json ? renderJson(review) : renderReview(review);
    if (options.output === undefined) process.stdout.write(text);
    else writeFileSync(options.output, text);
    return exitStatusOf(review.verdict);
}

export async function reviewStack(call: PulumiCall, refreshed: boolean): Promise<Review> {
    const { digest, failure } = await takePreview(call, refreshed ? ["--refresh"] : []);
    const measured = measureExposures(digest);
    return reviewOf(digest, { stack: call.stack, refreshed, measured, ...(failure === undefined ? {} : { failure }) });
}

/** @throws UserError for an argument that is none of ours. */
export function readOptions([stack = "", ...rest]: readonly string[]): ReportOptions {
    const options = { stack, json: false, refresh: true };
    let output: string | undefined;
    for (let index = 0; index < rest.length; index += 1) {
        const argument = rest[index];
        if (argument === "--json") options.json = true;
        else if (argument === "--no-refresh") options.refresh = false;
        else if (argument === "--output") output = rest[(index += 1)];
        else throw new UserError(`preview-report: "${argument ?? ""}" is not known; ${usage}`);
        if (argument === "--output" && output === undefined) throw new UserError(`--output: names no file; ${usage}`);
    }
    return { ...options, ...(output === undefined ? {} : { output }) };
}

const usage = "known are --json, --no-refresh and --output FILE. Run: npm run preview-report -- <stack> [--json]";
