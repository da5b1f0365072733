import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { OperationError, type OperationContext } from "../resource";
import { isPassing, openPatiently } from "./confirmation";
import { answersWithBanner, HostSession, LoginFailure, type Traffic } from "./session";
import type { SshTarget } from "./ssh";

export interface Reached {
    readonly session: HostSession;
    /** The way that led to it. */
    readonly way: SshTarget;
}

/** A host that is up answers at once; one that restarts just now gets this long. */
export const reachTimeoutMs = 90 * 1000;

const roundIntervalMs = 4000;
/** A host that has refused one way is up: the others are there soon, or not at all. */
const afterRefusalMs = 15_000;

/**
 * Connects by the first way that lets us in. An interrupted run leaves open which of them that is; each is pinned to a
 * known key, and none is tried again once it was refused.
 */
export async function reach(
    ways: readonly SshTarget[],
    timeoutMs: number,
    traffic: Traffic,
    context: OperationContext,
): Promise<Reached> {
    const different = ways.filter((way, index) => !ways.slice(0, index).some((other) => isDeepStrictEqual(way, other)));
    const [first, ...others] = different;
    if (first === undefined) throw new Error("there is no way to the host");
    if (others.length === 0) return { session: await openPatiently(first, timeoutMs, traffic, context), way: first };
    const refusals = new Map<SshTarget, OperationError>();
    let deadline = Date.now() + timeoutMs;
    for (;;) {
        for (const way of different.filter((one) => !refusals.has(one))) {
            const outcome = await tryWay(way, traffic, context);
            if (outcome instanceof HostSession) return { session: outcome, way };
            if (outcome === undefined) continue;
            refusals.set(way, outcome);
            deadline = Math.min(deadline, Date.now() + afterRefusalMs);
        }
        if (refusals.size === different.length || Date.now() > deadline) throw reason(different, refusals, timeoutMs);
        context.log.progress(
            `waiting for SSH at ${first.address} port ${different.map(({ port }) => port).join(" or ")}`,
        );
        await sleep(roundIntervalMs, undefined, { signal: context.cancelled });
    }
}

/** A session; why the host refuses this way for good; or nothing, while it does not answer. */
async function tryWay(
    way: SshTarget,
    traffic: Traffic,
    context: OperationContext,
): Promise<HostSession | OperationError | undefined> {
    if (way.proxyJump === undefined && !(await answersWithBanner(way))) return undefined;
    try {
        return await HostSession.open(way, traffic, context);
    } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        return error instanceof LoginFailure && isPassing(error.detail) ? undefined : error;
    }
}

function reason(
    ways: readonly SshTarget[],
    refusals: ReadonlyMap<SshTarget, OperationError>,
    timeoutMs: number,
): OperationError {
    const [first] = ways;
    const refusal = ways.flatMap((way) => refusals.get(way) ?? [])[0];
    if (refusal !== undefined || first === undefined)
        return refusal ?? new OperationError("there is no way to the host");
    return new LoginFailure(first, `no SSH server answered within ${Math.round(timeoutMs / 1000)} s`);
}
