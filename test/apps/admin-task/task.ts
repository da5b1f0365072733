import { join } from "node:path";
import type { AdminTask } from "../../../components/host/part";
import type { AdminTaskState } from "../../../provider/admin-task/inputs";
import type { Network } from "../../containers/network";
import { inCloud } from "../../faults/world/birth";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { keyOf } from "../../faults/world/host-variant";

export interface TaskOutcome {
    /** What it wrote; undefined when it failed. */
    readonly output: string | undefined;
    /** Why it failed. */
    readonly problem: string;
}

/** Has a deploying computer do a task on a host that has been delivered. `patienceSeconds` after which it is killed. */
export async function doTask(
    network: Network,
    host: FaultyHost,
    { command, revision, timeoutSeconds = 900 }: Omit<AdminTask, "name">,
    { stdin = "", patienceSeconds = 600 }: { readonly stdin?: string; readonly patienceSeconds?: number } = {},
): Promise<TaskOutcome> {
    const { access } = inCloud;
    const connection = {
        address: host.host.address,
        port: access.sshPort,
        user: access.user,
        identityFile: keyOf(access, host.host).identityFile,
        hostKey: host.deployer.lastState().currentHostKey,
    };
    const inputs = { machineId: host.host.machineId, connection, command, stdin, revision, timeoutSeconds };
    const args = [
        "KILL",
        String(patienceSeconds),
        process.execPath,
        "--require",
        "tsx/cjs",
        join(__dirname, "perform.ts"),
    ];
    const { status, stdout, stderr } = await network.run("timeout", ["-s", ...args], { input: JSON.stringify(inputs) });
    if (status !== 0) return { output: undefined, problem: stderr };
    return { output: (JSON.parse(stdout) as AdminTaskState).output, problem: "" };
}
