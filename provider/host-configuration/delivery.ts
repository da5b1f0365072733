import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { OperationError, type OperationContext } from "../resource";
import { isEmpty, planChanges, type Changes, type Desired, type Previous } from "./changes";
import type { Observation } from "./observation";
import { HostSession, LoginFailure, waitForSshBanner, type Traffic } from "./session";
import { describeTarget, type SshTarget } from "./ssh";
import { transactionPayload } from "./transaction";

export interface DeliveryRequest {
    readonly desired: Desired;
    readonly previous: Previous;
    /** How the host is reached before the change. */
    readonly before: SshTarget;
    /** How it must be reachable after it, given the host key that it then has. */
    readonly after: (hostKey: string) => SshTarget;
    readonly rotateHostKey: boolean;
    readonly confirmTimeoutSeconds: number;
    /** Called with the key in force after the change, before the change is confirmed. */
    readonly beforeConfirm: (hostKey: string) => Promise<void>;
}

export interface DeliveryResult {
    readonly hostKey: string;
    readonly generation: number;
}

/** Makes the host as desired, as one change that holds only once a login the new way has confirmed it. */
export async function deliver(
    request: DeliveryRequest,
    session: HostSession,
    traffic: Traffic,
    context: OperationContext,
): Promise<DeliveryResult> {
    const started = Date.now();
    context.log.progress("comparing the host with its plan");
    const observed = await session.observe(request.desired, request.previous.paths);
    const changes = planChanges(request.desired, request.previous, observed);
    if (isEmpty(changes) && !request.rotateHostKey) {
        await proveLogin(request.after(observed.hostKey), traffic, context);
        context.log.info("the host already is as planned; a login the new way was proved");
        return { hostKey: observed.hostKey, generation: observed.generation };
    }
    const token = randomBytes(16).toString("hex");
    const generation = observed.generation + 1;
    const hostKey = await applyChanges({ request, changes, token, generation, session, observed }, context);
    await request.beforeConfirm(hostKey);
    await confirm({ request, token, hostKey, session, traffic }, context);
    context.log.info(summary(changes, generation, traffic, Date.now() - started));
    return { hostKey, generation };
}

interface Application {
    readonly request: DeliveryRequest;
    readonly changes: Changes;
    readonly token: string;
    readonly generation: number;
    readonly session: HostSession;
    readonly observed: Observation;
}

/** Runs the transaction up to the swap; the rollback timer is running on the host when this returns. */
async function applyChanges(application: Application, context: OperationContext): Promise<string> {
    const { request, changes, token, generation, session } = application;
    let hostKey: string | undefined;
    let failure: string | undefined;
    const swapped = new Set<string>();
    const calmly = atMostEvery(progressIntervalMs, (text) => {
        context.log.progress(text);
    });
    const payload = transactionPayload(changes, request.desired, {
        token,
        holder: `${userInfo().username}@${hostname()}`.replace(/[^A-Za-z0-9@._-]/g, "_"),
        generation,
        timeoutSeconds: request.confirmTimeoutSeconds,
        rotateHostKey: request.rotateHostKey,
    });
    const { status, stderr } = await session.runPayload(payload, (line) => {
        const [kind = "", text = ""] = line.split("\t");
        if (kind === "phase") context.log.progress(phaseTitles[text] ?? text);
        else if (kind === "progress") calmly(text);
        else if (kind === "note") context.log.warn(text);
        else if (kind === "error") failure = failure === undefined ? text : `${failure}; ${text}`;
        else if (kind === "hostkey") hostKey = text;
        else if (kind === "swapped") swapped.add(text);
    });
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

interface Confirmation {
    readonly request: DeliveryRequest;
    readonly token: string;
    readonly hostKey: string;
    readonly session: HostSession;
    readonly traffic: Traffic;
}

async function confirm(confirmation: Confirmation, context: OperationContext): Promise<void> {
    const { request, token, hostKey, session, traffic } = confirmation;
    const target = request.after(hostKey);
    context.log.progress(`confirming by a new login as ${describeTarget(target)}`);
    let problem: string | undefined;
    try {
        const fresh = await openPatiently(target, request.confirmTimeoutSeconds * 500, traffic, context);
        try {
            const { status } = await fresh.runProgram("confirm", token, (line) => {
                if (line.startsWith("error\t")) problem = line.slice("error\t".length);
            });
            if (status === 0) return;
            problem ??= `the host's confirm ended with status ${status}`;
        } finally {
            await fresh.close();
        }
    } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        problem =
            error instanceof LoginFailure ? `no login as ${describeTarget(target)}: ${error.detail}` : error.message;
    }
    throw await rolledBack(problem, session, context);
}

/** Tells the host not to wait for its timer, when the old connection still stands, and says what happened. */
async function rolledBack(problem: string, session: HostSession, context: OperationContext): Promise<OperationError> {
    context.log.warn(`the new login failed: ${problem}. The host rolls itself back`);
    let certain = true;
    try {
        await session.runProgram("rollback", "the login the new way failed", () => {});
    } catch {
        certain = false;
    }
    const ending = certain
        ? "the host has rolled itself back and is reachable as before"
        : "the host rolls itself back when its timer ends, and is then reachable as before";
    return new OperationError(
        `the change was delivered but could not be confirmed: ${problem}. Nothing of it holds: ${ending}. ` +
            "Mend the setting that shuts you out and run `pulumi up` again",
    );
}

/** Logs in, trying again while the server restarts, at a pace that no rate limit minds. */
export async function openPatiently(
    target: SshTarget,
    timeoutMs: number,
    traffic: Traffic,
    context: OperationContext,
): Promise<HostSession> {
    const deadline = Date.now() + timeoutMs;
    await waitForSshBanner(target, timeoutMs, context);
    for (;;) {
        try {
            return await HostSession.open(target, traffic, context);
        } catch (error) {
            if (!(error instanceof LoginFailure) || !isPassing(error.detail) || Date.now() > deadline) throw error;
            await sleep(5000, undefined, { signal: context.cancelled });
        }
    }
}

/** A server that is still starting says one of these; a wrong key or user never does. */
function isPassing(detail: string): boolean {
    return /booting up|nologin|Connection (reset|closed)|kex_exchange_identification|Connection refused/i.test(detail);
}

async function proveLogin(target: SshTarget, traffic: Traffic, context: OperationContext): Promise<void> {
    const session = await HostSession.open(target, traffic, context);
    await session.close();
}

function summary(changes: Changes, generation: number, traffic: Traffic, elapsedMs: number): string {
    const counts = [
        `${Object.keys(changes.write).length} files`,
        `${changes.install.length} packages installed`,
        `${changes.units.length} unit changes`,
    ];
    return (
        `generation ${generation} confirmed over a new connection after ${(elapsedMs / 1000).toFixed(1)} s: ` +
        `${counts.join(", ")}; ${traffic.handshakes} SSH handshakes, ${traffic.roundTrips} round trips`
    );
}
