import type { Check } from "../../part";

const chain = (name: string) => `nft -n list chain inet hardened_host ${name} 2>/dev/null`;

/** What the kernel enforces, not what a file says. */
export function firewallChecks(sshPort: number, isLeft: boolean): Check[] {
    if (isLeft) return [...leftChecks, ...serviceChecks];
    return [
        {
            title: "what is not asked for is dropped, over IPv4 and IPv6",
            covers: ["CIS13 4.1.3"],
            command: `${chain("input")} | grep -q 'type filter hook input .* policy drop;'`,
        },
        {
            title: "new SSH connections are limited for each source",
            command: `[ "$(${chain("input")} | grep -c 'tcp dport ${sshPort} .*limit rate over .* drop')" = 2 ]`,
        },
        {
            title: "dropped packets are counted",
            command: `${chain("input")} | grep -q 'counter packets .*dropped by policy'`,
        },
        ...serviceChecks,
    ];
}

const leftChecks: readonly Check[] = [
    {
        title: "what arrives is filtered by the app that asked for it, and by no table of ours",
        command: "! nft list table inet hardened_host >/dev/null 2>&1 && nft list ruleset | grep -q 'hook input'",
    },
];

const serviceChecks: readonly Check[] = [
    {
        title: "the firewall is loaded at every boot",
        covers: ["CIS13 4.1.2"],
        command: "systemctl is-enabled --quiet nftables.service && systemctl is-active --quiet nftables.service",
    },
    {
        title: "the firewall is up before the network",
        command:
            "systemctl is-active --quiet nftables.service && " +
            "systemctl show -p Before --value nftables.service | tr ' ' '\\n' | grep -qx network-pre.target",
    },
    {
        title: "stopping the service leaves the rules in force",
        command:
            "systemctl cat nftables.service >/dev/null && " +
            "! systemctl show -p ExecStop --value nftables.service | grep -q .",
    },
];
