import { makeOwnerKey } from "../backup/owner-key";
import { capture } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile } from "../pulumi/stack-files";
import { chooseHost, onHostWithInput } from "./on-host";
import { preparePulumi, stacksFolder } from "./stack";

/**
 * `npm run backup-key -- <stack> [host] [--another]`: makes a second key of the backups for their owner, and prints it
 * once. It is made here, travels over the pinned connection as standard input, and is kept nowhere: not in the stack's
 * state, not in a log, not on the host.
 */
export async function backupKey(args: readonly string[], phases: Phases): Promise<number> {
    const [stack, host] = args.filter((argument) => !argument.startsWith("--"));
    findStackFile(stacksFolder, "backup-key", stack);
    const env = await preparePulumi(phases);
    const outputs = ["stack", "output", "--json", "--stack", stack ?? ""];
    const login = chooseHost(await capture("pulumi", outputs, { cwd: projectRoot, env }), host, "backup-key");
    const key = makeOwnerKey();
    const another = args.includes("--another") ? " --another" : "";
    const status = await onHostWithInput(login, `sudo -n hardened-host-backup add-key${another}`, `${key}\n`);
    if (status !== 0) throw new UserError("No key was added; what the host said is above.");
    process.stdout.write(
        [
            "",
            `    ${key}`,
            "",
            "This key opens the backups without this computer, the stack or its passphrase. Write it down, keep it away from",
            "the host, and try it: RESTIC_PASSWORD=<key> restic snapshots. It is not shown again.",
            "",
        ].join("\n"),
    );
    return 0;
}
