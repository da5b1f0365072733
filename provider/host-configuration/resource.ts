import { isDeepStrictEqual } from "node:util";
import { OperationError, type OperationContext, type Resource } from "../resource";
import { openPatiently } from "./confirmation";
import { deliver, type DeliveryRequest } from "./delivery";
import { desiredOf, inputsOf, previousOf, targetOf } from "./desired";
import { driftedState } from "./drift";
import { withoutRemarks } from "./drift/remarks";
import { describeExposure, exposureAfter, warnOfExposure, type ExposureRecord } from "./exposure";
import { describeHostKey } from "./host-key-record";
import { hostConfigurationInputs, type HostConfigurationInputs, type HostConfigurationState } from "./inputs";
import { DeliveryJournal } from "./journal";
import { HostSession, LoginFailure, waitForSshBanner, type Traffic } from "./session";
import type { SshTarget } from "./ssh";

/** A machine's first boot may take this long, on an emulated processor. */
const firstBootTimeoutMs = 10 * 60 * 1000;
/** A host that is up answers at once; one that restarts just now gets this long. */
const reachTimeoutMs = 90 * 1000;

/** Delivers a host's plan over SSH, and reads it back. */
export const hostConfiguration: Resource<HostConfigurationInputs, HostConfigurationState> = {
    inputs: hostConfigurationInputs,
    secretOutputs: [],

    diff(old, next) {
        const machineReplaced = old.machineId !== next.machineId;
        return {
            changes: machineReplaced || !isDeepStrictEqual(inputsOf(old), next),
            replaces: machineReplaced ? ["machineId"] : [],
        };
    },

    async create(inputs, context) {
        const journal = new DeliveryJournal(inputs.connection.hostKey);
        const noted = await journal.read();
        const connection = noted === undefined ? inputs.connection : { ...inputs.connection, ...noted };
        const before = targetOf(connection, [noted?.hostKey ?? inputs.connection.hostKey]);
        const rotateHostKey = inputs.connection.rotateHostKey && noted === undefined;
        const request = requestFor(inputs, undefined, before, rotateHostKey, async (hostKey) => {
            const { port, user } = inputs.connection;
            await journal.write({ hostKey, port, user });
        });
        const state = await run(request, inputs, {}, firstBootTimeoutMs, context);
        return { id: inputs.machineId, state };
    },

    async read(_id, state, context) {
        const traffic: Traffic = { handshakes: 0, roundTrips: 0 };
        const target = targetOf(state.connection, [state.currentHostKey]);
        let session: HostSession;
        try {
            session = await HostSession.open(target, traffic, context);
        } catch (error) {
            if (!(error instanceof LoginFailure)) throw error;
            context.log.warn(`${error.message}. Its state is taken to be as last delivered`);
            return state;
        }
        try {
            const planned = withoutRemarks(state);
            const actual = driftedState(planned, await session.observe(desiredOf(inputsOf(planned)), []));
            warnOfExposure(actual, state, context.log);
            return actual;
        } finally {
            await session.close();
        }
    },

    update(_id, old, next, context) {
        const before = targetOf({ ...old.connection, address: next.connection.address }, [old.currentHostKey]);
        const request = requestFor(next, inputsOf(old), before, false, () => Promise.resolve());
        return run(request, next, old, reachTimeoutMs, context);
    },

    delete(_id, state) {
        throw new OperationError(
            `${state.connection.address}: a host whose machine stays cannot be given back yet; delete the machine with ` +
                "the stack, or forget the host with `pulumi state delete`",
        );
    },
};

function requestFor(
    inputs: HostConfigurationInputs,
    old: HostConfigurationInputs | undefined,
    before: SshTarget,
    rotateHostKey: boolean,
    beforeConfirm: DeliveryRequest["beforeConfirm"],
): DeliveryRequest {
    return {
        desired: desiredOf(inputs),
        previous: previousOf(old),
        before,
        after: (hostKey) => targetOf(inputs.connection, [hostKey]),
        rotateHostKey,
        confirmTimeoutSeconds: inputs.confirmTimeoutSeconds,
        beforeConfirm,
    };
}

async function run(
    request: DeliveryRequest,
    inputs: HostConfigurationInputs,
    known: Partial<ExposureRecord>,
    timeoutMs: number,
    context: OperationContext,
): Promise<HostConfigurationState> {
    const traffic: Traffic = { handshakes: 0, roundTrips: 0 };
    const session = await reach(request, timeoutMs, traffic, context);
    try {
        const { hostKey, generation } = await deliver(request, session, traffic, context);
        const openFresh = () => openPatiently(request.after(hostKey), reachTimeoutMs, traffic, context);
        const exposure = describeExposure(await exposureAfter(session, openFresh, context.log), inputs);
        warnOfExposure(exposure, known, context.log);
        return { ...inputs, ...describeHostKey(hostKey), generation, ...exposure };
    } finally {
        await session.close();
    }
}

/**
 * Connects the way the host was last known to be reached; should an earlier run have been cut off after its change
 * held, the host is reached the new way already. Both are pinned to a known key.
 */
async function reach(
    request: DeliveryRequest,
    timeoutMs: number,
    traffic: Traffic,
    context: OperationContext,
): Promise<HostSession> {
    const alternative = request.after(request.before.hostKeys[0] ?? "");
    try {
        return await openPatiently(request.before, timeoutMs, traffic, context);
    } catch (error) {
        const same = alternative.port === request.before.port && alternative.user === request.before.user;
        if (!(error instanceof OperationError) || same) throw error;
        try {
            await waitForSshBanner(alternative, reachTimeoutMs, context);
            return await HostSession.open(alternative, traffic, context);
        } catch {
            throw error;
        }
    }
}
