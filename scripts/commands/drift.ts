import { runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile, withoutNewSalt } from "../pulumi/stack-files";
import { driftStatuses, driftStatusOf, driftVerdict, renderDrift } from "../review/drift";
import { renderJson } from "../review/json";
import type { PulumiCall } from "../review/preview-run";
import type { Review } from "../review/review";
import { reviewStack } from "./preview-report";
import { preparePulumi, selectStack, stacksFolder } from "./stack";

export interface DriftOptions {
    readonly stack: string;
    readonly json: boolean;
    /** Put back what drifted, when nothing else would change. */
    readonly repair: boolean;
    /** Where to post what was found. Holds a token, as a rule: never shown. */
    readonly notifyUrl?: string;
}

const usage = "known are --json, --repair and --notify-url URL. Run: npm run drift -- <stack>";
const notifyTimeoutMs = 30_000;

/**
 * `npm run drift -- <stack> [--json] [--repair] [--notify-url URL]`: whether the hosts are as they were delivered. For a
 * schedule; ends with one of the exit statuses in scripts/review/drift.ts.
 */
export async function drift(args: readonly string[], phases: Phases): Promise<number> {
    const stackFile = findStackFile(stacksFolder, "drift", args[0]);
    const options = readDriftOptions(args);
    const env = await preparePulumi(phases);
    return withoutNewSalt(stackFile, async () => {
        await selectStack(options.stack, env);
        return watch(options, { stack: options.stack, cwd: projectRoot, env });
    });
}

/** Looks, repairs where that was asked for, and tells. */
export async function watch(options: DriftOptions, call: PulumiCall): Promise<number> {
    const found = await reviewStack(call, true);
    const repaired = options.repair && driftVerdict(found).drifted ? await repair(found, call) : false;
    process.stdout.write(options.json ? renderJson(found) : renderDrift(found));
    const status = repaired
        ? driftStatusOf(driftVerdict(await reviewStack(call, true)))
        : driftStatusOf(driftVerdict(found));
    if (repaired) process.stdout.write(`\n${status === driftStatuses.none ? "Repaired" : "Repaired in part"}.\n`);
    const worthTelling = driftStatusOf(driftVerdict(found)) !== driftStatuses.none;
    if (options.notifyUrl !== undefined && worthTelling) await notify(options.notifyUrl, found, repaired, status);
    return status;
}

/** Has Pulumi put back what it found. Refused when the same `up` would deliver something that nobody has delivered yet. */
async function repair(found: Review, { stack, cwd, env }: PulumiCall): Promise<boolean> {
    if (driftVerdict(found).undelivered) {
        throw new UserError(
            `--repair: the settings of ${stack} ask for changes that were not delivered yet, and a repair would deliver ` +
                `them too. Look at them (npm run preview-report -- ${stack}), deliver them (npm run up -- ${stack} --refresh).`,
        );
    }
    // Pulumi's own output is no part of the report.
    const args = ["up", "--refresh", "--yes", "--skip-preview", "--non-interactive", "--continue-on-error"];
    const command = 'exec pulumi "$@" >&2';
    const status = await runInForeground("sh", ["-c", command, "sh", ...args, "--stack", stack], { cwd, env });
    return status === 0;
}

/** One JSON object; `text` is what chat programs (Slack, Mattermost, Rocket.Chat) show of it. */
async function notify(url: string, found: Review, repaired: boolean, status: number): Promise<void> {
    const text = `Stack ${found.stack}: ${renderDrift(found)}${repaired ? "\nRepaired.\n" : ""}`;
    const where = found.drift.map((one) => one.where);
    const body = JSON.stringify({ text, stack: found.stack, exitStatus: status, repaired, drifted: where });
    const options = { method: "POST", headers: { "content-type": "application/json" }, body };
    const reason = await fetch(url, { ...options, signal: AbortSignal.timeout(notifyTimeoutMs) }).then(
        (response) => (response.ok ? undefined : `it answered ${response.status}`),
        () => "it did not answer",
    );
    if (reason !== undefined)
        throw new UserError(`--notify-url: the notice was not delivered: ${reason}. Check the URL.`);
}

/** @throws UserError for an argument that is none of ours. */
export function readDriftOptions([stack = "", ...rest]: readonly string[]): DriftOptions {
    const flags = { json: false, repair: false };
    let notifyUrl: string | undefined;
    for (let index = 0; index < rest.length; index += 1) {
        const argument = rest[index] ?? "";
        if (argument === "--json") flags.json = true;
        else if (argument === "--repair") flags.repair = true;
        else if (argument === "--notify-url") notifyUrl = checkedUrl(rest[(index += 1)]);
        else throw new UserError(`drift: "${argument}" is not known; ${usage}`);
    }
    return { stack, ...flags, ...(notifyUrl === undefined ? {} : { notifyUrl }) };
}

function checkedUrl(given: string | undefined): string {
    const url = given === undefined ? null : URL.parse(given);
    const isLocal = url !== null && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
    if (url !== null && (url.protocol === "https:" || (url.protocol === "http:" && isLocal))) return url.href;
    throw new UserError(`--notify-url: the value (not shown) is not accepted; an https URL is. ${usage}`);
}
