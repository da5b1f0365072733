import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { providerFolder } from "../folder";
import { openPatiently } from "../host-configuration/confirmation";
import { reachTimeoutMs } from "../host-configuration/reach";
import type { HostSession } from "../host-configuration/session";
import { OperationError, type OperationContext, type Resource } from "../resource";
import { adminTaskInputs, type AdminTaskInputs, type AdminTaskState } from "./inputs";

const runTask = readFileSync(join(providerFolder, "admin-task/remote/run-task.sh"), "utf8");

/** Where tasks keep what must outlive an interruption; root's only. */
const tasksFolder = "/var/lib/hardened-host/tasks";

/** Does something once on a host, and gives what it wrote. */
export const adminTask: Resource<AdminTaskInputs, AdminTaskState> = {
    inputs: adminTaskInputs,
    secretOutputs: ["output"],

    diff(old, next) {
        const replaces = (["machineId", "revision"] as const).filter((name) => old[name] !== next[name]);
        const { output: _output, ...inputs } = old;
        return { changes: !isDeepStrictEqual(inputs, next), replaces };
    },

    async create(inputs, context) {
        const folder = folderOf(inputs, context);
        const { address, port, user, identityFile, proxyJump, hostKey } = inputs.connection;
        const target = { address, port, user, identityFile, proxyJump, hostKeys: [hostKey] };
        const session = await openPatiently(target, reachTimeoutMs, { handshakes: 0, roundTrips: 0 }, context);
        try {
            const output = await perform(inputs, folder, session, context);
            // Once the state has it, nobody needs it there. Should this fail, it stays where only root sees it.
            await session.runPayload(new Map([["run", `rm -rf ${folder}\n`]]), () => {});
            return { id: folder.slice(tasksFolder.length + 1), state: { ...inputs, output } };
        } finally {
            await session.close();
        }
    },

    read: (_id, state) => Promise.resolve(state),
    /** Only what it would be done with has changed: it is done already. */
    update: (_id, old, next) => Promise.resolve({ ...next, output: old.output }),
    delete: () => Promise.resolve(),
};

/** The same for a run that goes on where an earlier one was cut off. */
function folderOf({ revision }: AdminTaskInputs, { urn }: OperationContext): string {
    const digest = createHash("sha256")
        .update(JSON.stringify([urn, revision]))
        .digest("hex");
    return `${tasksFolder}/${digest.slice(0, 20)}`;
}

async function perform(
    { command, stdin, timeoutSeconds }: AdminTaskInputs,
    folder: string,
    session: HostSession,
    context: OperationContext,
): Promise<string> {
    context.log.progress("doing it on the host, once");
    const files = new Map([
        ["run", runTask],
        ["folder", folder],
        ["timeout", String(timeoutSeconds)],
        ["command", command],
        ["stdin", stdin],
    ]);
    const answers = new Map<string, string>();
    const { status, stderr } = await session.runPayload(files, (line) => {
        const [kind = "", encoded = ""] = line.split("\t");
        answers.set(kind, Buffer.from(encoded, "base64").toString("utf8"));
    });
    const output = answers.get("output");
    if (output !== undefined) return output.replace(/\n+$/, "");
    const reason = answers.get("failure") ?? `the host's script ended with status ${status}: ${stderr}`;
    throw new OperationError(
        `${context.urn.split("::").at(-1) ?? "the task"} was not done: ${reason.trim() || "its command failed, and wrote nothing"}. ` +
            "The host is otherwise as delivered. Mend the cause and run `pulumi up` again: it is tried once more",
    );
}
