import { hardenedServiceSandbox } from "./formats/systemd";
import type { SystemdDirectives } from "./formats/systemd";

/** What a program may be let do beside nothing: systemd.exec(5). */
export const loosenings = {
    writableExecutableMemory: "just-in-time compilers of JavaScript, Java or .NET, which write code and run it",
    systemInformation: "programs that read /proc/meminfo, /proc/stat or /proc/sys",
    ownPriority: "programs that set their own priority, limits or processor affinity: setpriority(2), setrlimit(2)",
    ownFiles: "programs that call chown(2) for their own files, though it changes nothing: they have no right to more",
    networkInterfaces: "programs that ask the kernel for interfaces and routes, rtnetlink(7), and have a network",
} as const;

export type Loosening = keyof typeof loosenings;

// Object.keys forgets which keys the object has.
export const looseningNames = Object.keys(loosenings) as Loosening[];

/** Which networks a program can talk to. */
export type NetworkReach =
    /** None at all. */
    | { readonly kind: "none" }
    /** A loopback interface of its own: it serves there, and reaches neither the host's programs nor the world. */
    | { readonly kind: "own-loopback" }
    /** The host's network, these address ranges only; `any` for all of it. */
    | { readonly kind: "host"; readonly allowed: readonly string[] | "any" };

/** How far a program's sandbox is opened, and why. */
export interface SandboxNeeds {
    readonly network: NetworkReach;
    /** Each with the reason, which is written into the unit. */
    readonly loosen: Readonly<Partial<Record<Loosening, string>>>;
    /** Upper limit of main memory, in MiB, beyond which it is ended and started anew. */
    readonly memoryMaxMib: number;
    /** Upper limit of processes and threads. */
    readonly tasksMax: number;
    readonly openFilesMax: number;
}

/**
 * The strictest sandbox that a program can work in: no privileges, no devices, nothing of the system to write, no other
 * program to see, no network but what is named.
 */
export function sandboxDirectives(needs: SandboxNeeds): SystemdDirectives {
    const chosen = looseningNames.filter((name) => needs.loosen[name] !== undefined);
    const may = (name: Loosening) => chosen.includes(name);
    return {
        ...hardenedServiceSandbox,
        ...networkDirectives(needs.network, may("networkInterfaces")),
        ...(may("writableExecutableMemory") ? { MemoryDenyWriteExecute: false } : {}),
        ...(may("systemInformation") ? { ProcSubset: "all" } : {}),
        SystemCallFilter: [
            "@system-service",
            may("ownPriority") ? "~@privileged" : "~@privileged @resources",
            // After what is denied: it is a part of @privileged.
            ...(may("ownFiles") ? ["@chown"] : []),
        ],
        LimitNOFILE: needs.openFilesMax,
        MemoryMax: `${needs.memoryMaxMib}M`,
        // Without it a program over its limit would slow the whole machine down first.
        MemorySwapMax: 0,
        TasksMax: needs.tasksMax,
    };
}

function networkDirectives(network: NetworkReach, withNetlink: boolean): SystemdDirectives {
    const netlink = withNetlink ? " AF_NETLINK" : "";
    switch (network.kind) {
        case "none":
            return { RestrictAddressFamilies: "AF_UNIX" };
        case "own-loopback":
            return {
                IPAddressAllow: "localhost",
                RestrictAddressFamilies: `AF_INET AF_INET6 AF_UNIX${netlink}`,
            };
        case "host":
            return {
                PrivateNetwork: false,
                RestrictAddressFamilies: `AF_INET AF_INET6 AF_UNIX${netlink}`,
                ...(network.allowed === "any" ? { IPAddressDeny: "" } : { IPAddressAllow: network.allowed.join(" ") }),
            };
    }
}

/** What of a sandbox is open and why, for the comment at the top of its unit. */
export function explainLoosening({ loosen }: SandboxNeeds): string {
    const reasons = looseningNames.flatMap((name) => {
        const reason = loosen[name];
        return reason === undefined ? [] : [`${name} (${reason})`];
    });
    return reasons.length === 0 ? "Its sandbox is not loosened." : `Its sandbox is loosened: ${reasons.join("; ")}.`;
}
