import { OperationError, type OperationContext } from "../resource";
import type { Changes } from "./changes";
import type { DeliveryRequest } from "./delivery";
import { originOf } from "./origin";
import type { HostSession } from "./session";
import { transactionPayload } from "./transaction";

export interface Application {
    readonly request: DeliveryRequest;
    readonly changes: Changes;
    readonly token: string;
    readonly generation: number;
    readonly session: HostSession;
}

/**
 * Runs the transaction up to the swap; the rollback timer is running on the host when this returns.
 *
 * @returns the host key then in force; undefined when the host is not what was compared with the plan any more.
 */
export async function applyChanges(application: Application, context: OperationContext): Promise<string | undefined> {
    const { request, changes, token, generation, session } = application;
    let hostKey: string | undefined;
    let failure: string | undefined;
    const stale = new Set<string>();
    const swapped = new Set<string>();
    const calmly = atMostEvery(progressIntervalMs, (text) => {
        context.log.progress(text);
    });
    const payload = transactionPayload(changes, request.desired, {
        token,
        ...originOf(context.urn),
        generation,
        timeoutSeconds: request.confirmTimeoutSeconds,
        rotateHostKey: request.rotateHostKey,
        keepOriginal: request.keepOriginal,
    });
    const { status, stderr } = await session.runPayload(payload, (line) => {
        const [kind = "", text = ""] = line.split("\t");
        if (kind === "phase") context.log.progress(phaseTitles[text] ?? text);
        else if (kind === "progress") calmly(text);
        else if (kind === "note") context.log.warn(text);
        else if (kind === "error") failure = failure === undefined ? text : `${failure}; ${text}`;
        else if (kind === "hostkey") hostKey = text;
        else if (kind === "swapped") swapped.add(text);
        else if (kind === "stale") {
            stale.add(text);
            context.log.progress(`${text} meanwhile: comparing again`);
        }
    });
    if (stale.size > 0) return undefined;
    if (!swapped.has(String(generation)) || hostKey === undefined) {
        throw new OperationError(
            `the change of ${context.urn.split("::").at(-1) ?? "the host"} was not made: ` +
                `${failure ?? `the host's script ended with status ${status}: ${lastLine(stderr)}`}; the host is as it was before. ` +
                "Mend the cause and run `pulumi up` again",
        );
    }
    return hostKey;
}

/** Without a terminal each line stays: apt has hundreds. */
const progressIntervalMs = 5000;

function atMostEvery(intervalMs: number, show: (text: string) => void): (text: string) => void {
    let last = 0;
    return (text) => {
        if (Date.now() - last < intervalMs) return;
        last = Date.now();
        show(text);
    };
}

function lastLine(text: string): string {
    return text.split("\n").at(-1) ?? "";
}

const phaseTitles: Readonly<Record<string, string>> = {
    packages: "installing packages",
    validate: "checking every new file with its own parser",
    snapshot: "recording the present state for a rollback",
    swap: "rollback armed; putting the new files in place",
    activate: "reloading what is concerned",
};
