import { isIpv6 } from "../../values";
import { nftablesOneOf, renderNftables } from "../../formats/nftables";
import type { NftablesRule } from "../../formats/nftables";
import type { PartialHostPlan } from "../../plan";
import { siteSocketGroup } from "../../claims";
import { account, httpPort } from "./paths";
import type { PleromaSettings } from "./settings";

/** The firewall loads every file of this folder. */
const file = "/etc/nftables.d/hardened-host-pleroma.nft";
export const networkTable = "hardened_host_pleroma";

/** RFC 6890: networks of nobody in particular, and links. */
const privateRanges = [
    ...["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
    ...["fc00::/7", "fe80::/10"],
];

/** Name servers; the host's own sites; the server itself. */
const loopbackPorts = [53, 443, httpPort];

/**
 * It has to reach all the world and fetches what strangers name (CWE-918), so that the address of a request is no
 * authority; and whoever reaches its port could say that he is the web edge. Both are settled where packets are.
 */
export function networkPlan({ privateDestinations }: PleromaSettings): PartialHostPlan {
    const rejected = "counter reject with tcp reset";
    const allowed: NftablesRule[] = privateDestinations.map((range) => ({
        rule: `meta skuid ${account} ${isIpv6(range) ? "ip6" : "ip"} daddr ${range} accept`,
        why: "The settings' privateDestinations.",
    }));
    const rules: NftablesRule[] = [
        {
            rule: `oifname lo tcp dport ${httpPort} meta skuid != ${nftablesOneOf(["root", siteSocketGroup, account])} ${rejected}`,
            why: "The web edge and the server's own health check.",
        },
        {
            rule: `meta skuid ${account} oifname lo ct state new tcp dport != ${nftablesOneOf(loopbackPorts.map(String))} ${rejected}`,
            why: "Requests to the host's other programs that a stranger has it make.",
        },
        ...allowed,
        ...[false, true].map((six) => ({
            rule:
                `meta skuid ${account} oifname != lo ${six ? "ip6" : "ip"} daddr ` +
                `${nftablesOneOf(privateRanges.filter((range) => isIpv6(range) === six))} ct state new ` +
                `meta l4proto { tcp, udp } th dport != 53 counter reject`,
            why: "The same, to other machines of a private network.",
        })),
    ];
    const hook = "type filter hook output priority filter; policy accept;";
    return {
        files: {
            [file]: {
                content: renderNftables({ name: networkTable, chains: [{ name: "output", hook, rules }] }),
                // Before the first delivery there is no such account, which nft asks for.
                validate: `! getent passwd ${account} >/dev/null || nft -c -f "$1"`,
            },
        },
    };
}
