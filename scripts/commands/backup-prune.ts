import type { Phases } from "../bootstrap/phases";
import { describeChoice, prune } from "../backup/prune";
import { asPruner } from "../backup/pruner";
import { readBackupOfStack } from "../backup/stack-backup";
import { findStackFile } from "../pulumi/stack-files";
import { ensureSystemTools } from "../toolchain/system-packages";
import { pruneTools } from "../toolchain/system-tools";
import { preparePulumi, stacksFolder } from "./stack";

/**
 * `npm run backup-prune -- <stack> [host] [--dry-run]`: forgets snapshots older than `backup.keepDays`, with a credential
 * that only whoever runs this has, given by restic's own variables: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,
 * RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD, or an SSH agent; and RESTIC_REPOSITORY where deleting has an address of
 * its own. No host can delete, so no host can be made to.
 */
export async function backupPrune(args: readonly string[], phases: Phases): Promise<number> {
    const dryRun = args.includes("--dry-run");
    const [stack, host] = args.filter((argument) => !argument.startsWith("--"));
    findStackFile(stacksFolder, "backup-prune", stack);
    await ensureSystemTools(phases, pruneTools);
    const env = await preparePulumi(phases);
    const backup = await readBackupOfStack(stack ?? "", host, env);
    const retention = { keepDays: backup.settings.keepDays, now: new Date(), dryRun };
    const choice = await phases.run("pruning", () => asPruner(backup, env, (restic) => prune(restic, retention)));
    for (const line of describeChoice(choice, dryRun)) process.stdout.write(`${backup.host}: ${line}\n`);
    return choice.refusal === undefined && choice.fromTheFuture.length === 0 ? 0 : 1;
}
