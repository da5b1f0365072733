import { setTimeout as sleep } from "node:timers/promises";
import { OperationError, type OperationContext } from "../resource";
import type { DeliveryRequest } from "./delivery";
import { HostSession, LoginFailure, waitForSshBanner, type Traffic } from "./session";
import { describeTarget, type SshTarget } from "./ssh";

export interface Confirmation {
    readonly request: DeliveryRequest;
    readonly token: string;
    readonly hostKey: string;
    readonly session: HostSession;
    readonly traffic: Traffic;
}

/** Logs in the new way and makes the change hold; else has the host roll back, and throws. */
export async function confirm(confirmation: Confirmation, context: OperationContext): Promise<void> {
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
export function isPassing(detail: string): boolean {
    return /booting up|nologin|Connection (reset|closed)|kex_exchange_identification|Connection refused/i.test(detail);
}
