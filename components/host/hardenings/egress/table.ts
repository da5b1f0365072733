import { closedRanges } from "../../address-space";
import { nftablesComment, nftablesOneOf, renderNftables } from "../../formats/nftables";
import type { NftablesRule, NftablesSet } from "../../formats/nftables";
import { proxyPort } from "../../proxy-client";
import type { ProxyClient, Reach } from "../../reach";
import {
    destinationsOf,
    families,
    packageAddressSet,
    packageNameSet,
    resolverSet,
    type Destinations,
    type Way,
} from "./destinations";
import { table } from "./names";
import type { EgressSettings } from "./settings";

/** What the table is made of, beside the settings. */
export interface EgressFacts {
    readonly sshPort: number;
    readonly reaches: readonly Reach[];
    readonly proxyClients: readonly ProxyClient[];
}

/** Number of root's account; no file of the host decides that. */
const root = 0;

/**
 * The rules of what leaves the host. Nothing in them depends on an account or a name that the host may not have: those
 * are in sets, which are filled beside. So the file always loads, and with it every other table.
 */
export function egressTable(settings: EgressSettings, facts: EgressFacts): string {
    const destinations = destinationsOf([...facts.reaches, ...reachesOfClients(facts.proxyClients)]);
    return renderNftables({
        name: table,
        sets: [...closedSets(settings), ...filledSets(destinations)],
        chains: [
            { name: "refused", rules: refusal(settings) },
            { name: "loopback", rules: loopbackRules(facts.proxyClients, destinations) },
            {
                name: "output",
                hook: "type filter hook output priority filter; policy drop;",
                why: "What the host begins. What containers forward is not concerned.",
                rules: outputRules(settings, facts, destinations),
            },
        ],
    });
}

/** So that each client's account has a set: its way out is on the loopback interface. */
export function reachesOfClients(clients: readonly ProxyClient[]): Reach[] {
    return clients.map(({ name }) => ({
        purpose: `proxy of ${name}`,
        accounts: [name],
        protocol: "tcp",
        ports: [],
        to: [],
    }));
}

function closedSets({ allowedPrivateRanges }: EgressSettings): NftablesSet[] {
    const ranges = (name: string, given: readonly string[], why: string): NftablesSet[] =>
        families.map(({ id, setType, isOf }) => {
            const own = given.filter(isOf);
            const elements = own.length === 0 ? [] : [`elements = { ${own.join(", ")} }`];
            return {
                name: `${name}_${id}`,
                statements: [`type ${setType}`, "flags interval", "auto-merge", ...elements],
                why: id === "ipv4" ? why : "",
            };
        });
    return [
        ...ranges("closed", closedRanges, "Private, special and of clouds: RFC 6890. No name leads there."),
        ...ranges("allowed_private", allowedPrivateRanges, "allowedPrivateRanges: but there."),
    ];
}

function filledSets({ accounts, names }: Destinations): NftablesSet[] {
    const accountSets = Object.entries(accounts).map(([name, list]) => ({
        name,
        statements: ["type uid"],
        elements: list.includes("root") ? [String(root)] : [],
        isFilled: true,
        why: list.join(", "),
    }));
    const addressSets = [
        [resolverSet, "name servers of resolv.conf"] as const,
        [packageAddressSet, "apt's sources and proxies that are given by address"] as const,
        [packageNameSet, "apt's sources and proxies"] as const,
        ...Object.entries(names).map(([name, list]) => [name, list.join(", ")] as const),
    ].flatMap(([name, why]) =>
        families.map(({ id, setType }) => ({
            name: `${name}_${id}`,
            statements: [`type ${setType}`],
            isFilled: true,
            why,
        })),
    );
    return [...accountSets, ...addressSets];
}

/** A port of the proxy is one client's: by it the proxy knows who asks. */
function loopbackRules(clients: readonly ProxyClient[], { ways }: Destinations): NftablesRule[] {
    const guards = clients.map(({ name }, index) => {
        const set = ways.find(({ reach }) => reach.purpose === `proxy of ${name}`)?.accountSet ?? "";
        return {
            rule: `tcp dport ${proxyPort(index)} meta skuid != @${set} counter reject with tcp reset ${nftablesComment(`proxy of ${name} only`)}`,
        };
    });
    return [...guards, { rule: "accept" }];
}

function outputRules(settings: EgressSettings, { sshPort }: EgressFacts, { ways }: Destinations): NftablesRule[] {
    const outside = ways.filter(({ reach: { to } }) => typeof to === "string" || to.length > 0);
    return [
        { rule: "ct state established,related accept", why: "Answers: whoever may come in is answered." },
        {
            rule: `tcp sport ${sshPort} tcp flags & (syn | ack) != syn accept`,
            why: "Those of sshd always, even where the table of connections is full or was emptied.",
        },
        { rule: "oif lo jump loopback" },
        ...networkRules,
        ...outside.flatMap(explicitRules),
        ...closedRules({ withException: true }),
        ...outside.flatMap(nameRules),
        ...(settings.allowedPrivateRanges.length === 0 ? [] : closedRules({ withException: false })),
        ...outside.filter(({ reach }) => reach.to === "public").map((way) => accept(way, "")),
        { rule: "goto refused" },
    ];
}

const networkRules: readonly NftablesRule[] = [
    {
        rule: "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-report, mld2-listener-report } accept",
        why: "IPv6 has no ARP: RFC 4890 section 4.4.1.",
    },
    { rule: "ip daddr 224.0.0.22 meta l4proto igmp accept", why: "The same of IPv4: RFC 3376 section 4.2.14." },
    {
        rule: "meta l4proto { icmp, icmpv6 } meta skuid 0 accept",
        why: "Ping of an administrator; data fits into it.",
    },
    { rule: "udp sport 68 udp dport 67 accept", why: "The host's own address." },
    { rule: "ip6 daddr { fe80::/10, ff02::1:2 } udp sport 546 udp dport 547 accept" },
    ...families.map(({ id, header }) => ({
        rule: `${header} daddr @${resolverSet}_${id} meta l4proto { tcp, udp } th dport { 53, 853 } accept ${nftablesComment("DNS")}`,
    })),
];

/** What is asked for by address may be private: whoever wrote it there meant it. */
function explicitRules(way: Way): NftablesRule[] {
    if (way.reach.to === "anywhere") return [accept(way, "")];
    return families.flatMap(({ id, header, isOf }) => {
        const own = way.addresses.filter(isOf);
        return [
            ...(own.length === 0 ? [] : [accept(way, `${header} daddr ${nftablesOneOf(own)} `)]),
            ...(way.literalSet === undefined ? [] : [accept(way, `${header} daddr @${way.literalSet}_${id} `)]),
        ];
    });
}

function nameRules(way: Way): NftablesRule[] {
    const { nameSet } = way;
    if (nameSet === undefined) return [];
    return families.map(({ id, header }) => accept(way, `${header} daddr @${nameSet}_${id} `));
}

function closedRules({ withException }: { readonly withException: boolean }): NftablesRule[] {
    return families.map(({ id, header }) => {
        const exception = withException ? ` ${header} daddr != @allowed_private_${id}` : "";
        return { rule: `${header} daddr @closed_${id}${exception} goto refused` };
    });
}

function refusal({ policy, logDropped }: EgressSettings): NftablesRule[] {
    const log = 'limit rate 10/minute burst 20 packets log prefix "hardened-host egress: " level info flags skuid';
    if (policy === "reported") return [{ rule: log }, { rule: "counter accept", why: "Reported, and let through." }];
    return [
        ...(logDropped ? [{ rule: log }] : []),
        {
            rule: "counter reject with icmpx admin-prohibited",
            why: "Programs of this host learn at once, instead of waiting.",
        },
    ];
}

function accept({ reach, accountSet }: Way, destination: string): NftablesRule {
    const { protocol, ports, purpose } = reach;
    const dport = ports.length === 0 ? `${protocol} dport != 25` : `${protocol} dport ${nftablesOneOf(ports)}`;
    return { rule: `meta skuid @${accountSet} ${destination}${dport} counter accept ${nftablesComment(purpose)}` };
}
