import { z } from "zod";
import { metadataIpv4, metadataIpv6 } from "../address-space";
import { nftablesOneOf, renderNftables } from "../formats/nftables";
import type { NftablesRule } from "../formats/nftables";
import { accountName } from "../values";
import { defineHardening } from "./hardening";

/** Table apart from the firewall's, so that either can change without the other. */
const table = "hardened_host_metadata";

/** The firewall loads every file of this folder. */
const file = "/etc/nftables.d/hardened-host-metadata.nft";

const settings = z.strictObject({
    allowedUsers: z
        .array(accountName())
        .default([])
        .meta({
            description:
                "Accounts besides root that may read the cloud's metadata service, for example an agent that asks for " +
                "credentials of the machine's role. They must exist on the host before.",
        }),
});

type Settings = z.output<typeof settings>;

/**
 * The metadata service hands the machine's credentials and first-boot text to whoever can open a connection from it:
 * the prize of most server-side request forgeries (CWE-918; the 2019 Capital One breach). Only root has a use for it.
 */
export const metadata = defineHardening({
    id: "metadata",
    settings,
    claims: ({ allowedUsers }) => ({
        reaches: [
            {
                purpose: "metadata of the cloud",
                accounts: ["root", ...allowedUsers],
                protocol: "tcp",
                ports: [80],
                to: [...metadataIpv4, ...metadataIpv6],
            },
        ],
    }),
    plan: (chosen) => ({ files: { [file]: { content: renderTable(chosen), validate: 'nft -c -f "$1"' } } }),
    checks: ({ allowedUsers }) => [
        {
            title: "processes of this host that are not root's cannot reach the metadata service over IPv4",
            command: rejects("output", "ip daddr {.*169.254.169.254.*}", allowedUsers),
        },
        {
            title: "processes of this host that are not root's cannot reach the metadata service over IPv6",
            command: rejects("output", "ip6 daddr {.*fd00:ec2::254.*}", allowedUsers),
        },
        {
            title: "containers on this host cannot reach the metadata service",
            command: `nft -n list chain inet ${table} forward | grep -Eq 'ip daddr [{].*169.254.169.254.*reject'`,
        },
    ],
});

function renderTable({ allowedUsers }: Settings): string {
    return renderNftables({
        name: table,
        chains: [
            {
                name: "output",
                hook: "type filter hook output priority filter; policy accept;",
                rules: rejections(`meta skuid != ${nftablesOneOf(["root", ...allowedUsers])} `),
            },
            {
                name: "forward",
                hook: "type filter hook forward priority filter; policy accept;",
                why: "Containers: their own root is not ours. Everything else that is forwarded is left alone.",
                rules: rejections(""),
            },
        ],
    });
}

/**
 * TCP only, and not port 53: on some clouds the same address also serves DHCP, NTP and DNS, which belong to system
 * accounts that are not root. A reset rather than silence lets a stray client fail at once.
 */
function rejections(who: string): NftablesRule[] {
    const what = "tcp dport != 53 counter reject with tcp reset";
    return [
        { rule: `ip daddr ${nftablesOneOf(metadataIpv4)} ${who}${what}` },
        { rule: `ip6 daddr ${nftablesOneOf(metadataIpv6)} ${who}${what}` },
    ];
}

/** True when the running ruleset, with numeric users, rejects everybody but root (uid 0) and the allowed. */
function rejects(chain: string, destination: string, allowedUsers: readonly string[]): string {
    const owner = allowedUsers.length === 0 ? "0" : "{ 0,.*}";
    return `nft -n list chain inet ${table} ${chain} | grep -Eq '${destination} meta skuid != ${owner} .*reject'`;
}
