import { writeFileSync } from "node:fs";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile, withoutNewSalt } from "../pulumi/stack-files";
import { exitStatusOf } from "../review/exit-status";
import { renderJson } from "../review/json";
import { renderReview } from "../review/markdown/render";
import { measureExposures } from "../review/measure-exposure";
import { offlinePreview } from "../review/offline/offline-preview";
import type { PreviewDigest } from "../review/preview-digest";
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
    /** Folder of another checkout, whose program stands for what was delivered. */
    readonly against?: string;
}

/**
 * `npm run preview-report -- <stack> [--json] [--output FILE] [--no-refresh] [--against FOLDER]`: what the next `up` would do, for a
 * reviewer. Ends with one of the exit statuses in scripts/review/exit-status.ts.
 */
export async function previewReport(args: readonly string[], phases: Phases): Promise<number> {
    const stackFile = findStackFile(stacksFolder, "preview-report", args[0]);
    const options = readOptions(args);
    if (options.against !== undefined) {
        const { digest, failure } = offlinePreview(options.stack, options.against);
        return write(options, judge(digest, options.stack, false, failure));
    }
    const env = await preparePulumi(phases);
    return withoutNewSalt(stackFile, async () => {
        await selectStack(options.stack, env);
        return report(options, { stack: options.stack, cwd: projectRoot, env });
    });
}

/** Takes the preview and writes the report of it. */
export async function report(options: ReportOptions, call: PulumiCall): Promise<number> {
    return write(options, await reviewStack(call, options.refresh));
}

function write({ json, output }: ReportOptions, review: Review): number {
    const text = json ? renderJson(review) : renderReview(review);
    if (output === undefined) process.stdout.write(text);
    else writeFileSync(output, text);
    return exitStatusOf(review.verdict);
}

export async function reviewStack(call: PulumiCall, refreshed: boolean): Promise<Review> {
    const { digest, failure } = await takePreview(call, refreshed ? ["--refresh"] : []);
    return judge(digest, call.stack, refreshed, failure);
}

function judge(digest: PreviewDigest, stack: string, refreshed: boolean, failure: string | undefined): Review {
    const measured = measureExposures(digest);
    return reviewOf(digest, { stack, refreshed, measured, ...(failure === undefined ? {} : { failure }) });
}

/** @throws UserError for an argument that is none of ours. */
export function readOptions([stack = "", ...rest]: readonly string[]): ReportOptions {
    const flags = { json: false, refresh: true };
    const files: { output?: string; against?: string } = {};
    for (let index = 0; index < rest.length; index += 1) {
        const argument = rest[index] ?? "";
        const name = argument === "--output" ? "output" : argument === "--against" ? "against" : undefined;
        if (argument === "--json") flags.json = true;
        else if (argument === "--no-refresh") flags.refresh = false;
        else if (name === undefined) throw new UserError(`preview-report: "${argument}" is not known; ${usage}`);
        else {
            const value = rest[(index += 1)];
            if (value === undefined) throw new UserError(`${argument}: names no place; ${usage}`);
            files[name] = value;
        }
    }
    return { stack, ...flags, ...files };
}

const usage =
    "known are --json, --no-refresh, --output FILE and --against FOLDER. Run: npm run preview-report -- <stack> [--json]";
