// A deploying computer that does one task, in a process of its own that may be killed at any time. Reads the inputs (JSON)
// from its standard input, and prints the state, or what went wrong.
import { readFileSync } from "node:fs";
import { adminTask } from "../../../provider/admin-task/admin-task";
import { adminTaskInputs } from "../../../provider/admin-task/inputs";
import { OperationError } from "../../../provider/resource";

const inputs = adminTaskInputs.parse(JSON.parse(readFileSync(0, "utf8")));
const context = {
    urn: `urn:pulumi:test::hardened-host::hardened-host:index:AdminTask::${inputs.revision}`,
    log: { progress: () => {}, info: () => {}, warn: () => {} },
    cancelled: new AbortController().signal,
};

adminTask.create(inputs, context).then(
    ({ state }) => process.stdout.write(`${JSON.stringify(state)}\n`),
    (error: unknown) => {
        const text = error instanceof OperationError ? error.message : `BUG ${String(error)} ${(error as Error).stack}`;
        process.stderr.write(`error: ${text}\n`);
        process.exitCode = 1;
    },
);
