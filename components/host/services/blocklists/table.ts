import { nftablesComment, nftablesOneOf, renderKeptTable } from "../../formats/nftables";
import type { NftablesRule, NftablesSet } from "../../formats/nftables";
import { isIpv6 } from "../../values";
import { table } from "./names";
import type { BlocklistSettings } from "./settings";

/** What differs between IPv4 and IPv6 in a rule. */
export const families = [
    { id: "ipv4", header: "ip", isOf: (range: string) => !isIpv6(range) },
    { id: "ipv6", header: "ip6", isOf: isIpv6 },
] as const;

export const listSet = (name: string) => `list_${name}`;
export const countrySet = (index: number) => `countries_${index + 1}`;

/** Chain that the program fills together with the sets of countries: rules without their sets would shut everybody out. */
export const countryChain = "countries";

/** Sources that are denied, and before them those that never are. */
export function blocklistTable(settings: BlocklistSettings, trustedSources: readonly string[]): string {
    return renderKeptTable({
        name: table,
        sets: [
            ...setsOf("allowed", [...trustedSources, ...settings.allowed], "trustedSources and allowed: never denied."),
            ...setsOf("denied", settings.denied, "denied"),
            ...keptSets("deployers", "Computers that have lately delivered: they are never denied."),
            ...Object.entries(settings.lists).flatMap(([name, { url }]) => keptSets(listSet(name), url)),
            ...settings.countries.flatMap((_rule, index) => keptSets(countrySet(index), "countries")),
        ],
        chains: [
            { name: countryChain, rules: [], isKept: true },
            {
                name: "arrivals",
                // Before a container's published port becomes another address: what is forwarded is concerned too.
                hook: "type filter hook prerouting priority mangle; policy accept;",
                why: "Asked before the firewall: what passes here has yet to meet an opening.",
                rules: arrivalRules(settings),
            },
        ],
    });
}

function setsOf(name: string, ranges: readonly string[], why: string): NftablesSet[] {
    return families.map(({ id, isOf }) => ({
        name: `${name}_${id}`,
        statements: [`type ${id}_addr`, "flags interval", "auto-merge"],
        elements: ranges.filter(isOf),
        why: id === "ipv4" ? why : "",
    }));
}

function keptSets(name: string, why: string): NftablesSet[] {
    return setsOf(name, [], why).map((set) => ({ ...set, isKept: true }));
}

function arrivalRules({ lists }: BlocklistSettings): NftablesRule[] {
    const each = (name: string, verdict: string, why = ""): NftablesRule[] =>
        families.map(({ id, header }) => ({
            rule: `${header} saddr @${name}_${id} ${verdict}`,
            why: id === "ipv4" ? why : "",
        }));
    return [
        { rule: "iif lo accept" },
        { rule: "ct state established,related accept", why: "Answers, and logins that are under way." },
        ...each("allowed", "accept"),
        ...each("deployers", "accept"),
        ...each("denied", `counter drop ${nftablesComment("denied")}`),
        ...Object.keys(lists).flatMap((name) => each(listSet(name), `counter drop ${nftablesComment(`list ${name}`)}`)),
        { rule: `jump ${countryChain}` },
    ];
}

/** Rules of the chain {@link countryChain}, each by the name of the set that it needs. */
export function countryRules({ countries }: BlocklistSettings): readonly { set: string; rules: readonly string[] }[] {
    return countries.map(({ protocol, ports, allowed }, index) => {
        const set = countrySet(index);
        const not = allowed === undefined ? "" : "!= ";
        const match = `${protocol} dport ${nftablesOneOf(ports)}`;
        return {
            set,
            rules: families.map(({ id, header }) => `${match} ${header} saddr ${not}@${set}_${id} counter drop`),
        };
    });
}
