import { nftablesComment } from "../../formats/nftables";
import type { NftablesChain, NftablesRule } from "../../formats/nftables";
import type { Opening } from "../../plan";
import type { HostFacts } from "../../part";
import { addressMatches } from "./address-family";
import { connectionLimitRules } from "./connection-limit";
import { rateLimitRules } from "./rate-limit";
import type { FirewallSettings } from "./settings";

/** What comes in: dropped, unless a rule says otherwise. */
export function inputChain(
    chosen: FirewallSettings,
    { trustedSources }: HostFacts,
    openings: readonly Opening[],
): NftablesChain {
    return {
        name: "input",
        hook: "type filter hook input priority filter; policy drop;",
        rules: [
            { rule: "iif lo accept" },
            {
                rule: "ip saddr 127.0.0.0/8 counter drop",
                why: "Loopback addresses never come by a wire: RFC 1122 3.2.1.3.",
            },
            { rule: "ip6 saddr ::1 counter drop" },
            ...neighbourRules,
            { rule: "ct state established,related accept", why: "Answers, and the ICMP errors that belong to them." },
            { rule: "ct state invalid counter drop" },
            ...icmpRules,
            ...addressRules,
            ...connectionLimitRules(chosen, openings, trustedSources),
            ...openings.flatMap((opening) => openingRules(opening, trustedSources)),
            ...dropRules(chosen.logDropped),
        ],
    };
}

/** IPv6 has no ARP: without these nobody on the segment finds the host. Hop limit 255: not routed here, RFC 4861 7.1. */
const neighbourRules: readonly NftablesRule[] = [
    {
        rule: "icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept",
        why: "RFC 4890 section 4.4.1. Redirects are left out: they move traffic at a stranger's word.",
    },
    {
        rule: "ip6 saddr fe80::/10 icmpv6 type { mld-listener-query, mld-listener-report, mld2-listener-report } accept",
    },
];

const icmpRules: readonly NftablesRule[] = [
    {
        rule: "icmp type { destination-unreachable, time-exceeded, parameter-problem } limit rate 100/second accept",
        why: "Path MTU discovery (RFC 1191, RFC 8201) and traceroute. What they do not know, conntrack cannot relate.",
    },
    {
        rule: "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } limit rate 100/second accept",
    },
    { rule: "icmp type echo-request limit rate 10/second burst 20 packets accept", why: "Ping, but no flood of it." },
    { rule: "icmpv6 type echo-request limit rate 10/second burst 20 packets accept" },
];

/** A lease is renewed by unicast, which is an answer; the first offer may be a broadcast, which is not. */
const addressRules: readonly NftablesRule[] = [
    { rule: "udp sport 67 udp dport 68 accept", why: "The host's own address: DHCP (RFC 2131) and DHCPv6 (RFC 8415)." },
    { rule: "ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept" },
];

function openingRules(opening: Opening, trustedSources: readonly string[]): NftablesRule[] {
    const { protocol, port, portEnd, sources, purpose } = opening;
    const match = `${protocol} dport ${port}${portEnd === undefined || portEnd === port ? "" : `-${portEnd}`}`;
    const accept = (source: string) => ({ rule: `${source}${match} counter accept ${nftablesComment(purpose)}` });
    return [...rateLimitRules(opening, match, trustedSources), ...addressMatches("saddr", sources).map(accept)];
}

function dropRules(logDropped: boolean): NftablesRule[] {
    return [
        {
            rule: "meta pkttype { broadcast, multicast } counter drop",
            why: "The noise of a shared segment is not worth a line in the log.",
        },
        ...(logDropped
            ? [{ rule: 'limit rate 10/minute burst 20 packets log prefix "hardened-host drop in: " level info' }]
            : []),
        { rule: 'counter comment "dropped by policy"' },
    ];
}
