import { capture } from "../bootstrap/child";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { describeChoice, prune } from "../backup/prune";
import { readBackupOfStack } from "../backup/stack-backup";
import { findStackFile } from "../pulumi/stack-files";
import { ensureSystemTools } from "../toolchain/system-packages";
import { pruneTools } from "../toolchain/system-tools";
import { preparePulumi, stacksFolder } from "./stack";

/** Variables by which restic takes what opens a repository; the host's own credential is never one of them. */
const credentialVariables = ["AWS_ACCESS_KEY_ID", "RESTIC_REST_USERNAME", "SSH_AUTH_SOCK"] as const;

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
    if (backup.settings.repository.type !== "folder" && !credentialVariables.some((name) => env[name] !== undefined)) {
        throw new UserError(
            "No credential of the pruner's own is given. Set restic's variables for it (see docs/backups.md); the host's " +
                "own credential must not be able to delete.",
        );
    }
    const ownEnvironment = {
        ...env,
        RESTIC_REPOSITORY: env["RESTIC_REPOSITORY"] ?? backup.repository,
        RESTIC_PASSWORD: backup.password,
        RESTIC_PROGRESS_FPS: "0.016",
    };
    const restic = (command: readonly string[]) => capture("restic", command, { env: ownEnvironment });
    const choice = await phases.run("pruning", () =>
        prune(restic, { keepDays: backup.settings.keepDays, now: new Date(), dryRun }),
    );
    for (const line of describeChoice(choice, dryRun)) process.stdout.write(`${backup.host}: ${line}\n`);
    return choice.refusal === undefined && choice.fromTheFuture.length === 0 ? 0 : 1;
}
