import { isDeepStrictEqual } from "node:util";
import { isAddressOrRange } from "../../reach";
import type { Reach } from "../../reach";
import { isIpv6 } from "../../values";

/** A way out with the named sets that its rules refer to. */
export interface Way {
    readonly reach: Reach;
    /** Name of the set of its accounts' numbers. */
    readonly accountSet: string;
    /** Addresses and ranges, which stand in the rules as they are. */
    readonly addresses: readonly string[];
    /** Set that the names' addresses are put into. @default no names */
    readonly nameSet?: string;
    /** Set of addresses that apt's own configuration gives as such. @default none */
    readonly literalSet?: string;
}

/** The sets of a table, and what belongs into each. */
export interface Destinations {
    readonly ways: readonly Way[];
    readonly accounts: Readonly<Record<string, readonly string[]>>;
    readonly names: Readonly<Record<string, readonly string[]>>;
}

/** Sets that are filled from the host's own configuration: resolv.conf(5) and sources.list(5). */
export const resolverSet = "resolvers";
export const packageNameSet = "package_names";
export const packageAddressSet = "package_addresses";

/** Gives each list of accounts and of names a set of its own, and equal lists the same. */
export function destinationsOf(reaches: readonly Reach[]): Destinations {
    const accountLists = distinctLists(reaches.map(({ accounts }) => accounts));
    const nameLists = distinctLists(reaches.map(namesOf).filter((names) => names.length > 0));
    const ways = reaches.map((reach): Way => {
        const names = namesOf(reach);
        return {
            reach,
            accountSet: `accounts_${indexOfList(accountLists, reach.accounts)}`,
            addresses: typeof reach.to === "string" ? [] : reach.to.filter(isAddressOrRange),
            ...(names.length === 0 ? {} : { nameSet: `names_${indexOfList(nameLists, names)}` }),
            ...(reach.to === "package-sources" ? { nameSet: packageNameSet, literalSet: packageAddressSet } : {}),
        };
    });
    return { ways, accounts: numbered("accounts", accountLists), names: numbered("names", nameLists) };
}

function namesOf({ to }: Reach): readonly string[] {
    return typeof to === "string" ? [] : to.filter((one) => !isAddressOrRange(one));
}

function distinctLists(lists: readonly (readonly string[])[]): (readonly string[])[] {
    const sorted = lists.map((list) => [...new Set(list)].sort());
    return sorted.filter((list, index) => sorted.findIndex((other) => isDeepStrictEqual(other, list)) === index);
}

/** Counted from 1. */
function indexOfList(lists: readonly (readonly string[])[], list: readonly string[]): number {
    const sorted = [...new Set(list)].sort();
    return lists.findIndex((other) => isDeepStrictEqual(other, sorted)) + 1;
}

function numbered(prefix: string, lists: readonly (readonly string[])[]): Record<string, readonly string[]> {
    return Object.fromEntries(lists.map((list, index) => [`${prefix}_${index + 1}`, list]));
}

/** What differs between IPv4 and IPv6 in a rule. */
export const families = [
    { id: "ipv4", header: "ip", setType: "ipv4_addr", isOf: (range: string) => !isIpv6(range) },
    { id: "ipv6", header: "ip6", setType: "ipv6_addr", isOf: isIpv6 },
] as const;
