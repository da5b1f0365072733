import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { program, stateFolder } from "./names";

const { IPAddressDeny: _all, ...withNetwork } = hardenedServiceSandbox;

export function serviceText(): string {
    return renderSystemdUnit({
        why: "Names and accounts become addresses and numbers here, where a mistake in one stops no other.",
        Unit: {
            Description: "Keep the ways out of this host up to date",
            After: "nftables.service network-online.target nss-lookup.target",
            Wants: "network-online.target",
            ...reportsOutcome,
        },
        Service: {
            ...withNetwork,
            Type: "oneshot",
            ExecStart: `${program} refresh`,
            // Changes sets of the firewall, and nothing else.
            CapabilityBoundingSet: "CAP_NET_ADMIN",
            PrivateNetwork: false,
            PrivateUsers: false,
            RestrictAddressFamilies: "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
            StateDirectory: stateFolder.slice("/var/lib/".length),
            StateDirectoryMode: "0700",
            TimeoutStartSec: "5min",
        },
    });
}

export function timerText(): string {
    return renderSystemdUnit({
        Unit: { Description: "Ask every five minutes for the addresses that may be reached" },
        Timer: { OnActiveSec: "5s", OnCalendar: "*:0/5", RandomizedDelaySec: "20s" },
        Install: { WantedBy: "timers.target" },
    });
}

/** Another network has other name servers, which have to be let through before anything else works. */
export function pathText(): string {
    return renderSystemdUnit({
        Unit: { Description: "See when the name servers of this host change" },
        Path: { PathChanged: ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"] },
        Install: { WantedBy: "paths.target" },
    });
}

/** Rules that are loaded anew have empty sets. `-`: the rules are in force with them as well. */
export function firewallDropIn(): string {
    return [
        ...hashComment(managedNotice),
        "[Service]",
        `ExecStartPost=-${program} load`,
        `ExecReload=-${program} load`,
        "",
    ].join("\n");
}
