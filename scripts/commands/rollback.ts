import { z } from "zod";
import { capture, runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile } from "../pulumi/stack-files";
import { preparePulumi, stacksFolder } from "./stack";

/** A command line of its own for a stack of one host, a map by host name for a larger one. */
const sshCommands = z.object({ sshCommand: z.union([z.string(), z.record(z.string(), z.string())]) });

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

/** @param outputs of the stack, as Pulumi prints them. */
export function chooseHost(outputs: string, host: string | undefined): string {
    const parsed = sshCommands.safeParse(JSON.parse(outputs));
    if (!parsed.success) throw new UserError("The stack has no host yet. Make it first: npm run up -- <stack>");
    const { sshCommand } = parsed.data;
    if (typeof sshCommand === "string") return sshCommand;
    const chosen = host === undefined ? undefined : sshCommand[host];
    if (chosen !== undefined) return chosen;
    const names = Object.keys(sshCommand).join(", ");
    throw new UserError(
        `${host === undefined ? "No host given" : `There is no host "${host}"`}; the stack has ${names}. ` +
            "Name one: npm run rollback -- <stack> <host>",
    );
}

/** The output is a command line for a shell; what it runs on the host is its last word. */
function onHost(login: string, command: string): Promise<number> {
    return runInForeground("sh", ["-c", `${login} "$1"`, "rollback", command], { cwd: projectRoot, env: process.env });
}
