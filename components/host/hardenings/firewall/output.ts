import { nftablesComment } from "../../formats/nftables";
import type { NftablesChain } from "../../formats/nftables";
import type { DestinationSettings } from "../../openings";
import { addressMatches } from "./address-family";
import type { FirewallSettings } from "./settings";

/** What the host itself begins; no chain at all where it may begin everything. */
export function outputChains({ outgoing, allowedDestinations, logDropped }: FirewallSettings): NftablesChain[] {
    if (outgoing === "open") return [];
    return [
        {
            name: "output",
            hook: "type filter hook output priority filter; policy drop;",
            why: "What gets in by a hole cannot fetch its tools nor call home by any port it likes.",
            rules: [
                { rule: "oif lo accept" },
                { rule: "ct state established,related accept" },
                { rule: "meta l4proto { icmp, ipv6-icmp } accept", why: "Neighbour discovery, errors, ping." },
                { rule: "udp sport 68 udp dport 67 accept", why: "The host's own address." },
                { rule: "ip6 daddr { fe80::/10, ff02::1:2 } udp sport 546 udp dport 547 accept" },
                ...allowedDestinations.flatMap(destinationRules),
                ...(logDropped
                    ? [
                          {
                              rule: 'limit rate 10/minute burst 20 packets log prefix "hardened-host drop out: " level info',
                          },
                      ]
                    : []),
                {
                    rule: "counter reject with icmpx admin-prohibited",
                    why: "Programs of this host learn at once, instead of waiting.",
                },
            ],
        },
    ];
}

function destinationRules({ protocol, port, portEnd, destinations, purpose }: DestinationSettings) {
    const ports = portEnd === undefined || portEnd === port ? `${port}` : `${port}-${portEnd}`;
    return addressMatches("daddr", destinations).map((destination) => ({
        rule: `${destination}${protocol} dport ${ports} accept ${nftablesComment(purpose)}`,
    }));
}
