import type { BenchmarkItem } from "../../benchmark-items";

export const kernelItems: readonly BenchmarkItem[] = [
    ...([
        "CIS13 1.5.1",
        "CIS13 1.5.2",
        "CIS13 1.5.3",
        "CIS13 1.5.4",
        "CIS13 1.5.5",
        "CIS13 1.5.8",
        "CIS13 1.5.9",
    ] as const),
    ...(["BP28 R9", "BP28 R11", "BP28 R14"] as const),
];

/** All of CIS13 3.3 but routing, which the firewall and containers decide, and router advertisements, which clouds use. */
export const networkItems: readonly BenchmarkItem[] = [
    ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18].map((item): BenchmarkItem => `CIS13 3.3.1.${item}`),
    ...[3, 4, 5, 6].map((item): BenchmarkItem => `CIS13 3.3.2.${item}`),
    ...(["BP28 R12", "BP28 R13"] as const),
];

/** Modules that CIS names one by one. */
export const moduleItems: readonly (readonly [string, BenchmarkItem])[] = [
    ["cramfs", "CIS13 1.1.1.1"],
    ["freevxfs", "CIS13 1.1.1.2"],
    ["hfs", "CIS13 1.1.1.3"],
    ["hfsplus", "CIS13 1.1.1.4"],
    ["jffs2", "CIS13 1.1.1.5"],
    ["udf", "CIS13 1.1.1.8"],
    ["firewire-core", "CIS13 1.1.1.9"],
    ["usb-storage", "CIS13 1.1.1.10"],
    ["atm", "CIS13 3.2.1"],
    ["can", "CIS13 3.2.2"],
    ["dccp", "CIS13 3.2.3"],
    ["rds", "CIS13 3.2.4"],
    ["sctp", "CIS13 3.2.5"],
    ["tipc", "CIS13 3.2.6"],
];

/** The items on nodev, nosuid and noexec of a section of CIS 1.1. */
export function optionItems(section: string): readonly BenchmarkItem[] {
    return [...[2, 3, 4].map((item): BenchmarkItem => `CIS13 1.1.${section}.${item}`), "BP28 R28"];
}
