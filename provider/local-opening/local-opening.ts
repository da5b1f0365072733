import { existsSync, readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { z } from "zod";
import { machineFolder } from "../local-machine/machine-folder";
import type { PortForward } from "../local-machine/port-forward";
import {
    addForwards,
    forgetForwards,
    forwardKey,
    forwardsInForce,
    rememberForwards,
    removeForwards,
} from "../local-machine/port-forwards";
import { findQemu } from "../local-machine/qemu-process";
import { OperationError, type Difference, type Resource } from "../resource";

/** QEMU holds a socket for each port forwarded. */
const mostPorts = 64;

const wrong = (accepted: string) => (issue: { readonly input?: unknown }) =>
    issue.input === undefined
        ? `is missing; must be ${accepted}`
        : `is ${JSON.stringify(issue.input)}; must be ${accepted}`;

const port = () => {
    const error = wrong("a whole number from 1 to 65535");
    return z.int({ error }).min(1, { error }).max(65535, { error });
};

export const localOpeningInputs = z
    .strictObject({
        /** The machine's `machineId`. */
        machineId: z
            .string({ error: wrong("the id of a local machine") })
            .regex(/^[a-z0-9-]+$/, "must be the id of a local machine"),
        /** The machine's `address`. */
        address: z
            .string({ error: wrong("a loopback address") })
            .refine((address) => isIPv4(address) && address.startsWith("127."), {
                error: wrong("a loopback address, 127.0.0.0/8"),
            }),
        protocol: z.enum(["tcp", "udp"], { error: wrong("tcp or udp") }),
        /** First (or only) port of the guest, 1 to 65535. */
        port: port(),
        /** Last port of a range. @default port */
        portEnd: port().optional(),
    })
    .superRefine(({ port: first, portEnd: last = first }, context) => {
        if (last < first) {
            context.addIssue({
                code: "custom",
                path: ["portEnd"],
                message: `is ${last}; must be at least port, ${first}`,
            });
        }
        if (last - first >= mostPorts) {
            const message =
                `makes a range of ${last - first + 1} ports; a local machine forwards at most ${mostPorts} ports of one ` +
                "opening. Make the range smaller for this stack";
            context.addIssue({ code: "custom", path: ["portEnd"], message });
        }
    });

export type LocalOpeningInputs = z.output<typeof localOpeningInputs>;

export interface LocalOpeningState extends LocalOpeningInputs {
    /** Port on `address` that leads to `port`; the ports of a range follow one another. */
    readonly localPort: number;
}

/** A port of a local machine that this computer can reach: what a firewall rule is on a cloud. */
export const localOpening: Resource<LocalOpeningInputs, LocalOpeningState> = {
    inputs: localOpeningInputs,
    secretOutputs: [],

    diff: differenceOf,

    async create(inputs) {
        const folder = machineFolder(inputs.machineId);
        const state = { ...inputs, localPort: localPortOf(inputs.port) };
        const forwards = forwardsOf(state);
        await requireRunning(inputs.machineId, folder);
        await addForwards(folder, forwards);
        await rememberForwards(folder, nameOf(inputs), forwards);
        return { id: `${inputs.machineId}/${nameOf(inputs)}`, state };
    },

    async read(_id, state) {
        const folder = machineFolder(state.machineId);
        if (!existsSync(folder)) return undefined;
        // Its machine gets its forwards back when it is started again, which is the machine's own difference.
        if ((await findQemu(folder)) === undefined) return state;
        const inForce = await forwardsInForce(folder);
        return forwardsOf(state).every((forward) => inForce.has(forwardKey(forward))) ? state : undefined;
    },

    update() {
        return Promise.reject(new Error("an opening is replaced, never updated"));
    },

    async delete(_id, state) {
        const folder = machineFolder(state.machineId);
        await forgetForwards(folder, nameOf(state));
        if ((await findQemu(folder)) !== undefined) await removeForwards(folder, forwardsOf(state));
    },
};

function differenceOf(old: LocalOpeningState, next: LocalOpeningInputs): Difference {
    const inputs = ["machineId", "address", "protocol", "port", "portEnd"] as const;
    const replaces = inputs.filter((input) => old[input] !== next[input]);
    const samePlace =
        old.machineId === next.machineId && old.address === next.address && old.protocol === next.protocol;
    const overlap = next.port <= (old.portEnd ?? old.port) && old.port <= (next.portEnd ?? next.port);
    // A new port is there before the old one goes; but two openings cannot forward the same one.
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 && samePlace && overlap };
}

async function requireRunning(machineId: string, folder: string): Promise<void> {
    if ((await findQemu(folder)) !== undefined) return;
    throw new OperationError(
        `local machine ${machineId} does not run, so that no port of it can be opened. Run pulumi up --refresh`,
    );
}

function nameOf({ protocol, port: first, portEnd = first }: LocalOpeningInputs): string {
    return `${protocol}-${first}-${portEnd}`;
}

/** The same port where this user may bind it, else one that is 10000 higher. */
export function localPortOf(guestPort: number): number {
    if (process.getuid?.() === 0) return guestPort;
    const firstFree = Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
    return guestPort < firstFree ? guestPort + 10_000 : guestPort;
}

export function forwardsOf(state: LocalOpeningState): PortForward[] {
    const { protocol, address, localPort, port: first, portEnd = first } = state;
    return Array.from({ length: portEnd - first + 1 }, (_, index) => ({
        protocol,
        address,
        localPort: localPort + index,
        port: first + index,
    }));
}
