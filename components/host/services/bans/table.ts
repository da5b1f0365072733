import { nftablesComment, nftablesOneOf, renderKeptTable } from "../../formats/nftables";
import type { NftablesRule, NftablesSet } from "../../formats/nftables";
import type { Jail } from "../../jail";
import { isIpv6 } from "../../values";
import { table } from "./names";

const families = [
    { id: "ipv4", header: "ip", isOf: (range: string) => !isIpv6(range) },
    { id: "ipv6", header: "ip6", isOf: isIpv6 },
] as const;

/** Drops all that comes from a banned source to the ports of its jail, what is under way as well. */
export function banTable(jails: readonly Jail[], exempt: readonly string[]): string {
    return renderKeptTable({
        name: table,
        sets: [
            ...families.map(({ id, isOf }): NftablesSet => ({
                name: `exempt_${id}`,
                statements: [`type ${id}_addr`, "flags interval", "auto-merge"],
                elements: exempt.filter(isOf),
                why: id === "ipv4" ? "trustedSources and exempt: whatever fail2ban does, they come in." : "",
            })),
            ...jails.flatMap(({ name }) =>
                families.map(({ id }): NftablesSet => ({
                    name: `${name}_${id}`,
                    // An IPv6 ban is of the /64, which is what one customer has.
                    statements: [`type ${id}_addr`, "flags interval,timeout"],
                    isKept: true,
                })),
            ),
        ],
        chains: [
            {
                name: "arrivals",
                // Before a container's published port becomes another address.
                hook: "type filter hook prerouting priority mangle - 1; policy accept;",
                rules: [
                    { rule: "iif lo accept" },
                    ...families.map(({ id, header }) => ({ rule: `${header} saddr @exempt_${id} accept` })),
                    ...jails.flatMap(dropRules),
                ],
            },
        ],
    });
}

function dropRules({ name, ports }: Jail): NftablesRule[] {
    // HTTP/3 has the port of HTTPS, over UDP.
    const match = `meta l4proto { tcp, udp } th dport ${nftablesOneOf(ports)}`;
    return families.map(({ id, header }) => ({
        rule: `${header} saddr @${name}_${id} ${match} counter drop ${nftablesComment(`banned: ${name}`)}`,
    }));
}
