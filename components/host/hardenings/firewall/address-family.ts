import { nftablesOneOf } from "../../formats/nftables";
import { isIpv6 } from "../../values";

/** What differs between IPv4 and IPv6 in a rule. */
export interface AddressFamily {
    /** Part of set names. */
    readonly id: "ipv4" | "ipv6";
    /** nft's name of the header: `ip saddr`, `ip6 saddr`. */
    readonly header: "ip" | "ip6";
    readonly setType: "ipv4_addr" | "ipv6_addr";
    /**
     * The source that a limit counts: an IPv4 address, or an IPv6 /64, the smallest range that one customer has
     * (RFC 6177). Single IPv6 addresses cost an attacker nothing.
     */
    readonly countedSource: string;
}

export const addressFamilies: readonly AddressFamily[] = [
    { id: "ipv4", header: "ip", setType: "ipv4_addr", countedSource: "ip saddr" },
    { id: "ipv6", header: "ip6", setType: "ipv6_addr", countedSource: "ip6 saddr & ffff:ffff:ffff:ffff::" },
];

/** The ranges of one family. */
export function rangesOf({ id }: AddressFamily, ranges: readonly string[]): string[] {
    return ranges.filter((range) => isIpv6(range) === (id === "ipv6"));
}

/** Leaves the sources alone that no limit concerns; says nothing for a family without any. */
export function exceptTrusted(family: AddressFamily, trustedSources: readonly string[]): string {
    return rangesOf(family, trustedSources).length === 0 ? "" : `${family.header} saddr != @trusted_${family.id} `;
}

/**
 * Matches for a list of ranges on one side of a packet: one match for each family that has any; a single empty match
 * where the list is empty, for both families.
 */
export function addressMatches(side: "saddr" | "daddr", ranges: readonly string[]): string[] {
    if (ranges.length === 0) return [""];
    return addressFamilies
        .map((family) => ({ family, own: rangesOf(family, ranges) }))
        .filter(({ own }) => own.length > 0)
        .map(({ family, own }) => `${family.header} ${side} ${nftablesOneOf(own)} `);
}
