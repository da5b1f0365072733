import { capture } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile } from "../pulumi/stack-files";
import { chooseHost, onHost } from "./on-host";
import { preparePulumi, stacksFolder } from "./stack";

/**
 * `npm run rollback -- <stack> [host [generation]]`: has a host go back to a generation that it keeps, the one before by
 * default, and proves a new login. The stack's settings stay as they are: the next `up` makes the host as they say.
 */
export async function rollback(args: readonly string[], phases: Phases): Promise<number> {
    const [stack = "", host, generation = ""] = args;
    findStackFile(stacksFolder, "rollback", args[0]);
    if (!/^[0-9]*$/.test(generation)) {
        throw new UserError(`"${generation}" is not a generation; a whole number is. See: sudo hardened-host status`);
    }
    const env = await preparePulumi(phases);
    const outputs = await capture("pulumi", ["stack", "output", "--json", "--stack", stack], { cwd: projectRoot, env });
    const login = chooseHost(outputs, host);
    const status = await onHost(login, `sudo -n hardened-host rollback ${generation}`);
    if (status !== 0) return status;
    // The firewall's rate limit and a reloading sshd: a login right after the first one is no proof of a problem.
    const proof = await onHost(login, "sudo -n hardened-host status");
    if (proof !== 0) {
        throw new UserError(
            "The host went back, but a new login failed. A session that is still open can undo it: `pulumi up`.",
        );
    }
    return 0;
}
