import type { Conflict } from "./conflicts";
import { hashComment, managedNotice } from "./formats/comments";
import type { DistributionName } from "./distributions";
import type { HostFacts } from "./part";
import type { PartialHostPlan } from "./plan";

/** What an app asks of its machine, and what it cannot share one with. */
export interface Demands {
    /** Main memory that it needs at work, in MiB, beside 256 MiB for the system. */
    readonly memoryMib: number;
    /** Size of the disk that it needs when it is new, in MiB, beside 2 GiB for the system. */
    readonly diskMib: number;
    /** Distributions that its upstream supports. @default all */
    readonly distributions?: readonly DistributionName[];
    /** TCP ports on which it lets SSH be. @default any */
    readonly sshPorts?: readonly number[];
    /** Ids of parts that cannot be on the same host, and why. @default none */
    readonly excludes?: Readonly<Record<string, string>>;
    /** It takes the host over: no other app can be there. @default false */
    readonly alone?: boolean;
}

/** A part of the host, and what it demands if it is an app. */
export interface Demanding {
    readonly id: string;
    readonly demands?: Demands | undefined;
}

/** Every demand that the other parts or the host do not meet. */
export function unmetDemands(
    parts: readonly Demanding[],
    host: Pick<HostFacts, "distribution" | "sshPort">,
): Conflict[] {
    return parts.flatMap((part) =>
        part.demands === undefined
            ? []
            : [
                  ...wrongDistribution(part.id, part.demands, host),
                  ...wrongSshPort(part.id, part.demands, host),
                  ...unwantedNeighbours(part.id, part.demands, parts),
              ],
    );
}

function wrongDistribution(
    id: string,
    { distributions = [] }: Demands,
    { distribution }: Pick<HostFacts, "distribution">,
): Conflict[] {
    const name = `${distribution.id}-${distribution.version}`;
    if (distributions.length === 0 || distributions.some((accepted) => accepted === name)) return [];
    return [
        {
            what: `cannot be had on ${name}; it must be on ${distributions.join(" or ")}`,
            sides: [id, "distribution"],
            remedy: "Change host.distribution, or leave the app out",
        },
    ];
}

function wrongSshPort(id: string, { sshPorts = [] }: Demands, { sshPort }: Pick<HostFacts, "sshPort">): Conflict[] {
    if (sshPorts.length === 0 || sshPorts.includes(sshPort)) return [];
    return [
        {
            what: `${sshPort} is not accepted with ${id}, which lets SSH in on no such port; it must be ${sshPorts.join(" or ")}`,
            sides: [id, "ssh"],
            setting: "ssh.port",
            remedy: "Set host.ssh.port to one of them, or leave the app out",
        },
    ];
}

function unwantedNeighbours(id: string, demands: Demands, parts: readonly Demanding[]): Conflict[] {
    const others = parts.filter((other) => other.id !== id);
    return others.flatMap((other) => {
        const reason =
            demands.excludes?.[other.id] ??
            (demands.alone === true && other.demands !== undefined ? "it takes the whole host over" : undefined);
        if (reason === undefined) return [];
        const what = `cannot share a host with ${other.id}: ${reason}; one of the two must go`;
        return [{ what, sides: [id, other.id], remedy: "Give it a host of its own" }];
    });
}

const systemMemoryMib = 256;
const systemDiskMib = 2048;
const demandsFolder = "/etc/hardened-host";
const demandsFile = `${demandsFolder}/demands`;

/**
 * Refuses, before anything on the host changes, a machine that is too small for its apps. Clouds name sizes by words, so
 * only the machine itself can tell.
 */
export function demandsPlan(parts: readonly Demanding[]): PartialHostPlan {
    const all = parts.flatMap(({ demands }) => demands ?? []);
    if (all.length === 0) return {};
    // The kernel keeps a part of the memory, and a file system a part of the disk, for itself: a tenth is let go.
    const memoryKib = Math.floor((systemMemoryMib + sum(all.map(({ memoryMib }) => memoryMib))) * 1024 * 0.9);
    const diskKib = Math.floor((systemDiskMib + sum(all.map(({ diskMib }) => diskMib))) * 1024 * 0.9);
    const content = [
        ...hashComment(managedNotice),
        ...hashComment("The least that the apps of this host need: compared with the machine before anything changes."),
        `memory_kib=${memoryKib}`,
        `disk_kib=${diskKib}`,
        "",
    ].join("\n");
    return {
        folders: { [demandsFolder]: {} },
        files: {
            [demandsFile]: { content, validate: [tooLittle("memory", memory), tooLittle("disk", disk)].join(" && ") },
        },
    };
}

const memory = "$(sed -n 's/^MemTotal: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)";
const disk = "$(df --output=size / | tail -n 1 | tr -d ' ')";

function tooLittle(what: string, actual: string): string {
    const needed = `$(sed -n 's/^${what}_kib=//p' "$1")`;
    const message = `echo "the machine's ${what} of ${actual} KiB is less than the ${needed} KiB that its apps need"`;
    return `{ [ ${actual} -ge ${needed} ] || { ${message}; false; }; }`;
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
