// A deploying computer, in a process of its own that may be killed at any time. Reads a request (JSON) from the file
// named by its first argument; prints a line for each step; writes the new state to the file named by its second one.
import { readFileSync, writeFileSync } from "node:fs";
import { hostConfiguration } from "../../../provider/host-configuration/resource";
import type { HostConfigurationInputs, HostConfigurationState } from "../../../provider/host-configuration/inputs";
import { OperationError } from "../../../provider/resource";

interface Request {
    readonly state: HostConfigurationState | null;
    /** Null to give the host back. */
    readonly inputs: HostConfigurationInputs | null;
}

const [requestFile = "", stateFile = ""] = process.argv.slice(2);
const request = JSON.parse(readFileSync(requestFile, "utf8")) as Request;
const cancelled = new AbortController();
process.on("SIGTERM", () => cancelled.abort());
const started = Date.now();
const say = (kind: string) => (message: string) =>
    process.stdout.write(`${((Date.now() - started) / 1000).toFixed(1)} s ${kind}: ${message}\n`);
const context = {
    urn: "urn:pulumi:test::hardened-host::HostConfiguration::host",
    log: { progress: say("progress"), info: say("info"), warn: say("warning") },
    cancelled: cancelled.signal,
};

async function deploy({ state, inputs }: Request): Promise<HostConfigurationState | null> {
    if (inputs === null) {
        if (state !== null) await hostConfiguration.delete(state.machineId, state, context);
        return null;
    }
    if (state !== null) return hostConfiguration.update(inputs.machineId, state, inputs, context);
    return (await hostConfiguration.create(inputs, context)).state;
}

deploy(request).then(
    (state) => writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 }),
    (error: unknown) => {
        const text = error instanceof OperationError ? error.message : `BUG ${String(error)} ${(error as Error).stack}`;
        process.stderr.write(`error: ${text}\n`);
        process.exitCode = 1;
    },
);
