// A deploying computer that meets an existing server. Reads a request (JSON) from its standard input; prints a line for
// each step, and last `state: ` with the new state as JSON.
import { readFileSync } from "node:fs";
import { existingServer } from "../../../provider/existing-server/existing-server";
import type { ExistingServerInputs, ExistingServerState } from "../../../provider/existing-server/inputs";
import { OperationError } from "../../../provider/resource";

export type Meeting =
    | { readonly operation: "create"; readonly inputs: ExistingServerInputs }
    | { readonly operation: "read"; readonly state: ExistingServerState }
    | { readonly operation: "update"; readonly state: ExistingServerState; readonly inputs: ExistingServerInputs };

const say = (kind: string) => (message: string) => process.stdout.write(`${kind}: ${message}\n`);
const context = {
    urn: "urn:pulumi:test::hardened-host::ExistingServer::server",
    log: { progress: say("progress"), info: say("info"), warn: say("warning") },
    cancelled: new AbortController().signal,
};

async function meet(meeting: Meeting): Promise<ExistingServerState | undefined> {
    switch (meeting.operation) {
        case "create":
            return (await existingServer.create(meeting.inputs, context)).state;
        case "read":
            return existingServer.read(meeting.state.machineId, meeting.state, context);
        case "update":
            return existingServer.update(meeting.state.machineId, meeting.state, meeting.inputs, context);
    }
}

if (require.main === module) {
    meet(JSON.parse(readFileSync(0, "utf8")) as Meeting).then(
        (state) => say("state")(JSON.stringify(state ?? null)),
        (error: unknown) => {
            const isKnown = error instanceof OperationError;
            say("error")(isKnown ? error.message : `BUG ${String(error)} ${(error as Error).stack ?? ""}`);
            process.exitCode = 1;
        },
    );
}
