import { announcesStart, reportsFailure } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { loadProgram } from "./names";

/** What `systemd-analyze security` says of the sandboxed unit. */
export const highestExposure = 2.5;

/** fail2ban reads what strangers have written into logs, as root: it may change the firewall, and nothing else. */
export const banDropIn = renderSystemdUnit({
    why: "Reads the journal and the table of connections' sources; nothing else is its business.",
    Unit: { ...reportsFailure, StartLimitIntervalSec: "5min", StartLimitBurst: 5 },
    Service: {
        ...hardenedServiceSandbox,
        // Changes sets of the firewall; reads the journal, which is its group's.
        CapabilityBoundingSet: "CAP_NET_ADMIN CAP_DAC_READ_SEARCH",
        ExecStartPost: announcesStart,
        MemoryMax: "256M",
        PrivateNetwork: false,
        PrivateUsers: false,
        // The journal's reader asks for the number of this boot.
        ProcSubset: "all",
        RestrictAddressFamilies: "AF_NETLINK AF_UNIX",
        Restart: "on-failure",
        RestartSec: "5s",
        RestartPreventExitStatus: "",
        RuntimeDirectory: "fail2ban",
        RuntimeDirectoryMode: "0700",
        StateDirectory: "fail2ban",
        StateDirectoryMode: "0700",
    },
});

/** At boot, before the network. `-`: whatever the database is like, the firewall is loaded. */
export function firewallDropIn(): string {
    return [
        ...hashComment(managedNotice),
        "[Unit]",
        "RequiresMountsFor=/var/lib/fail2ban",
        "[Service]",
        `ExecStartPost=-${loadProgram}`,
        "",
    ].join("\n");
}
