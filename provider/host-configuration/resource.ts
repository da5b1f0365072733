import { isDeepStrictEqual } from "node:util";
import type { OperationContext, Resource } from "../resource";
import { openPatiently } from "./confirmation";
import { deliver, type DeliveryRequest } from "./delivery";
import { desiredOf, inputsOf, previousOf, targetOf } from "./desired";
import { driftedState } from "./drift";
import { withoutRemarks } from "./drift/remarks";
import { describeExposure, exposureAfter, plannedServices, warnOfExposure, type ExposureRecord } from "./exposure";
import { giveBack } from "./give-back";
import { describeHostKey } from "./host-key-record";
import { hostConfigurationInputs, type HostConfigurationInputs, type HostConfigurationState } from "./inputs";
import { DeliveryJournal } from "./journal";
import { reach, reachTimeoutMs } from "./reach";
import { HostSession, LoginFailure, type Traffic } from "./session";
import type { SshTarget } from "./ssh";

/** A machine's first boot may take this long, on an emulated processor. */
const firstBootTimeoutMs = 10 * 60 * 1000;

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
        const { connection, firstConnection } = inputs;
        const journal = new DeliveryJournal(connection.hostKey);
        const noted = await journal.read();
        const ways = [
            ...(noted === undefined ? [] : [targetOf({ ...connection, ...noted }, [noted.hostKey])]),
            targetOf({ ...connection, ...firstConnection }, [connection.hostKey]),
            targetOf(connection, [connection.hostKey]),
        ];
        const note = async (hostKey: string) => {
            await journal.write({ hostKey, port: connection.port, user: connection.user });
        };
        const request = (way: SshTarget) => {
            // A key that was noted is one that the host has made for itself already.
            const rotateHostKey = connection.rotateHostKey && way.hostKeys.includes(connection.hostKey);
            return requestFor(inputs, undefined, rotateHostKey, note);
        };
        const state = await run(ways, request, inputs, {}, firstBootTimeoutMs, context);
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
            const services = plannedServices(planned.files);
            const observed = await session.observe(desiredOf(inputsOf(planned)), [], [], services);
            const actual = driftedState(planned, observed);
            warnOfExposure(actual, state, context.log);
            return actual;
        } finally {
            await session.close();
        }
    },

    update(_id, old, next, context) {
        // Should an earlier run have been cut off after its change held, the host is reached the new way already.
        const ways = [{ ...old.connection, address: next.connection.address }, next.connection].map((connection) =>
            targetOf(connection, keysOf(old, next)),
        );
        const request = () => requestFor(next, inputsOf(old), false, () => Promise.resolve());
        return run(ways, request, next, old, reachTimeoutMs, context);
    },

    async delete(_id, state, context) {
        await giveBack(state, context);
        await new DeliveryJournal(state.connection.hostKey).clear();
    },
};

/** The key in force; and one that the owner of a server, where nobody makes keys but he, has accepted since. */
function keysOf(old: HostConfigurationState, { connection }: HostConfigurationInputs): string[] {
    const accepted = !connection.rotateHostKey && connection.hostKey !== old.connection.hostKey;
    return accepted ? [old.currentHostKey, connection.hostKey] : [old.currentHostKey];
}

function requestFor(
    inputs: HostConfigurationInputs,
    old: HostConfigurationInputs | undefined,
    rotateHostKey: boolean,
    beforeConfirm: DeliveryRequest["beforeConfirm"],
): DeliveryRequest {
    return {
        distribution: inputs.distribution,
        desired: desiredOf(inputs),
        builds: inputs.builds ?? {},
        previous: previousOf(old),
        after: (hostKey) => targetOf(inputs.connection, [hostKey]),
        rotateHostKey,
        keepOriginal: inputs.firstConnection !== undefined,
        confirmTimeoutSeconds: inputs.confirmTimeoutSeconds,
        beforeConfirm,
    };
}

async function run(
    ways: readonly SshTarget[],
    requestBy: (way: SshTarget) => DeliveryRequest,
    inputs: HostConfigurationInputs,
    known: Partial<ExposureRecord>,
    timeoutMs: number,
    context: OperationContext,
): Promise<HostConfigurationState> {
    const traffic: Traffic = { handshakes: 0, roundTrips: 0 };
    const { session, way } = await reach(ways, timeoutMs, traffic, context);
    try {
        const request = requestBy(way);
        const { hostKey, generation } = await deliver(request, session, traffic, context);
        const openFresh = () => openPatiently(request.after(hostKey), reachTimeoutMs, traffic, context);
        const services = plannedServices(inputs.files);
        const exposure = describeExposure(await exposureAfter(session, openFresh, services, context.log), inputs);
        warnOfExposure(exposure, known, context.log);
        return { ...inputs, ...describeHostKey(hostKey), generation, ...exposure };
    } finally {
        await session.close();
    }
}
