import { isDeepStrictEqual } from "node:util";
import { OperationError, type OperationContext, type Resource } from "../resource";
import { existingServerInputs, inputsOf, type ExistingServerInputs, type ExistingServerState } from "./inputs";
import { inspectionScript, readInspection, tools } from "./inspection";
import { ask, HostKeyMismatch, NoLogin, waysOf } from "./login";
import { takeoverProblems } from "./problems";
import { acceptedHostKey, fingerprintOf, otherKeyThan, shownKey } from "./server-key";

/** A server that somebody else has made: it is met, looked at, and left as it is. What changes it is the delivery. */
export const existingServer: Resource<ExistingServerInputs, ExistingServerState> = {
    inputs: existingServerInputs,
    secretOutputs: [],

    // Another address may be the same server: `update` asks it.
    diff: (old, next) => ({ changes: !isDeepStrictEqual(inputsOf(old), next) }),

    async create(inputs, context) {
        const currentHostKey = await acceptedHostKey(inputs);
        context.log.progress(`looking whether ${inputs.address} can be taken over`);
        const { first, planned } = waysOf(inputs, currentHostKey);
        const words = [String(inputs.planned.port), ...tools];
        const answer = await explainMismatch(inputs, currentHostKey, () =>
            ask([first, planned], inspectionScript, words, context.cancelled),
        );
        const inspection = readInspection(answer);
        const problems = takeoverProblems(inspection, inputs, currentHostKey);
        if (problems.length > 0) {
            throw new OperationError(
                `the server cannot be taken over; nothing was changed on it:\n${problems.join("\n")}`,
            );
        }
        const { machineId } = inspection;
        return { id: machineId, state: { ...inputs, machineId, currentHostKey } };
    },

    async read(_id, state, context) {
        const { first, planned } = waysOf(state, state.currentHostKey);
        try {
            const machineId = await askMachineId([planned, first], context);
            if (machineId === state.machineId) return state;
            context.log.warn(`${state.address} is another server now: its machine-id is ${machineId}`);
            return undefined;
        } catch (error) {
            if (error instanceof HostKeyMismatch) {
                context.log.warn(`${error.message}. The server is taken to be gone from there`);
                return undefined;
            }
            if (!(error instanceof NoLogin)) throw error;
            context.log.warn(`${error.message}. It is taken to be as it was`);
            return state;
        }
    },

    async update(_id, old, next, context) {
        const currentHostKey = await keyAfterUpdate(old, next);
        const known = { machineId: old.machineId, currentHostKey };
        if (next.address === old.address && currentHostKey === old.currentHostKey) return { ...next, ...known };
        // The server is still as the old settings say: the delivery comes after this.
        const { planned } = waysOf({ ...old, address: next.address, proxyJump: next.proxyJump }, currentHostKey);
        const { first } = waysOf(next, currentHostKey);
        const ways = [planned, first];
        const machineId = await explainMismatch(next, currentHostKey, () => askMachineId(ways, context));
        if (machineId !== old.machineId) throw otherServer(next.address, old.machineId, machineId);
        return { ...next, ...known };
    },

    /** Taking back what was delivered is the delivery's own matter; here nothing was changed. */
    delete: () => Promise.resolve(),
};

/** A key that was accepted once stays so, until another one is named. */
async function keyAfterUpdate(old: ExistingServerState, next: ExistingServerInputs): Promise<string> {
    const { hostKey, acceptHostKey } = next;
    const known = acceptHostKey === undefined || acceptHostKey === fingerprintOf(old.currentHostKey);
    return hostKey === undefined && known ? old.currentHostKey : acceptedHostKey(next);
}

/** Says which key is shown instead, where somebody waits for an answer. */
async function explainMismatch<Result>(
    inputs: ExistingServerInputs,
    pinned: string,
    work: () => Promise<Result>,
): Promise<Result> {
    try {
        return await work();
    } catch (error) {
        // Throws, where the silence comes from there being no key of the type that is pinned.
        if (error instanceof NoLogin && error.detail === "") await shownKey(inputs);
        throw error instanceof HostKeyMismatch ? await otherKeyThan(inputs, pinned) : error;
    }
}

async function askMachineId(ways: Parameters<typeof ask>[0], context: OperationContext): Promise<string> {
    const { lines } = await ask(ways, "cat /etc/machine-id\n", [], context.cancelled);
    return lines[0] ?? "";
}

function otherServer(address: string, was: string, is: string): OperationError {
    return new OperationError(
        `cloud.existing.address: leads to another server, with machine-id ${is || "unknown"}; this host's is ${was}. Put ` +
            "the old address back; to move the host to that server, take it out of the stack (it is given back), then " +
            "add it with the new address",
    );
}
