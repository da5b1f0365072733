import { spawn } from "node:child_process";
import { z } from "zod";
import { runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import { UserError } from "../bootstrap/user-error";

/** A command line of its own for a stack of one host, a map by host name for a larger one. */
const sshCommands = z.object({ sshCommand: z.union([z.string(), z.record(z.string(), z.string())]) });

/** @param outputs of the stack, as Pulumi prints them. @returns the command line that logs in to the host. */
export function chooseHost(outputs: string, host: string | undefined, command = "rollback"): string {
    const parsed = sshCommands.safeParse(JSON.parse(outputs));
    if (!parsed.success) throw new UserError("The stack has no host yet. Make it first: npm run up -- <stack>");
    const { sshCommand } = parsed.data;
    if (typeof sshCommand === "string") return sshCommand;
    const chosen = host === undefined ? undefined : sshCommand[host];
    if (chosen !== undefined) return chosen;
    const names = Object.keys(sshCommand).join(", ");
    throw new UserError(
        `${host === undefined ? "No host given" : `There is no host "${host}"`}; the stack has ${names}. ` +
            `Name one: npm run ${command} -- <stack> <host>`,
    );
}

/** The output is a command line for a shell; what it runs on the host is its last word. */
const shellArguments = (login: string, command: string) => ["-c", `${login} "$1"`, "on-host", command];

export function onHost(login: string, command: string): Promise<number> {
    return runInForeground("sh", shellArguments(login, command), { cwd: projectRoot, env: process.env });
}

/** The same with a standard input, which no list of processes shows. */
export function onHostWithInput(login: string, command: string, input: string): Promise<number> {
    return new Promise((resolve, reject) => {
        const child = spawn("sh", shellArguments(login, command), {
            cwd: projectRoot,
            stdio: ["pipe", "inherit", "inherit"],
        });
        // A host that refuses does not read its input.
        child.stdin.on("error", () => {});
        child.stdin.end(input);
        child.on("error", reject);
        child.on("close", (status) => resolve(status ?? 1));
    });
}
