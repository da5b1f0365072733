import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { fetchProgram } from "./fetch-program";
import { account, downloadFolder, fetchUnit, program, stateFolder, unit } from "./names";

const { IPAddressDeny: _all, ...withNetwork } = hardenedServiceSandbox;
const stateName = (folder: string) => folder.slice("/var/lib/".length);

/** Reads what strangers wrote, and talks to nobody but the kernel. */
export function takeServiceText(): string {
    return renderSystemdUnit({
        why: "Puts the good ones of the lists into force; downloads are another unit's, which may not.",
        Unit: {
            Description: "Keep the lists of denied sources up to date",
            After: `nftables.service ${fetchUnit}.service`,
            Wants: `${fetchUnit}.service`,
            ...reportsOutcome,
        },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: `${program} take`,
            // Changes sets of the firewall, and reads what belongs to the account that downloads.
            CapabilityBoundingSet: "CAP_NET_ADMIN CAP_DAC_READ_SEARCH",
            // nft takes 200 MB for 100,000 ranges.
            MemoryMax: "1G",
            PrivateNetwork: false,
            PrivateUsers: false,
            RestrictAddressFamilies: "AF_NETLINK AF_UNIX",
            StateDirectory: stateName(stateFolder),
            StateDirectoryMode: "0700",
            TimeoutStartSec: "5min",
        },
    });
}

export function fetchServiceText(): string {
    return renderSystemdUnit({
        why: "An account of its own: what it downloads is looked at by another.",
        Unit: {
            Description: "Download the lists of denied sources",
            After: "network-online.target nss-lookup.target",
            Wants: "network-online.target",
            ...reportsOutcome,
        },
        Service: {
            ...withNetwork,
            Type: "oneshot",
            ExecStart: fetchProgram,
            User: account,
            MemoryMax: "256M",
            PrivateNetwork: false,
            RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
            StateDirectory: stateName(downloadFolder),
            StateDirectoryMode: "0700",
            TimeoutStartSec: "10min",
        },
    });
}

export function timerText(refreshHours: number): string {
    return renderSystemdUnit({
        Unit: { Description: "Download the lists of denied sources from time to time" },
        Timer: { OnActiveSec: "2min", OnUnitActiveSec: `${refreshHours}h`, RandomizedDelaySec: "10min" },
        Install: { WantedBy: "timers.target" },
    });
}

/** At boot, before the network: the unit that loads the firewall is only then started. `-`: whatever is damaged. */
export function firewallDropIn(): string {
    return [
        ...hashComment(managedNotice),
        "[Unit]",
        `RequiresMountsFor=${stateFolder}`,
        "[Service]",
        `ExecStartPost=-${program} load`,
        "",
    ].join("\n");
}

export const unitFiles = (refreshHours: number): Readonly<Record<string, string>> => ({
    [`${unit}.service`]: takeServiceText(),
    [`${fetchUnit}.service`]: fetchServiceText(),
    [`${unit}.timer`]: timerText(refreshHours),
    "nftables.service.d/blocklists.conf": firewallDropIn(),
});
