import { reportsOutcome } from "../../failure-report";
import { renderSystemdUnit } from "../../formats/systemd";
import { sandboxDirectives } from "../../sandbox";
import type { ProxySettings } from "./settings";

/** Debian's account for proxies. */
export const account = "proxy";
export const configuration = "/etc/squid/squid.conf";
export const unit = "squid.service";

/** In the place of the package's unit, which starts squid as root. */
export function proxyUnit({ memoryMaxMib }: ProxySettings): string {
    const needs = {
        network: { kind: "host", allowed: "any" },
        loosen: {},
        memoryMaxMib,
        tasksMax: 32,
        openFilesMax: 4096,
    } as const;
    return renderSystemdUnit({
        why: "Asks the web for programs that may not. The firewall holds its account to public addresses as well.",
        Unit: {
            Description: "Proxy of this host's programs to the web",
            After: "network.target nss-lookup.target nftables.service",
            StartLimitIntervalSec: "5min",
            StartLimitBurst: 5,
            ...reportsOutcome,
        },
        Service: {
            ...sandboxDirectives(needs),
            Type: "exec",
            User: account,
            Group: account,
            ExecStartPre: `/usr/sbin/squid -k parse -f ${configuration}`,
            ExecStart: `/usr/sbin/squid --foreground -N -f ${configuration}`,
            Restart: "on-failure",
            RestartSec: "2s",
        },
        Install: { WantedBy: "multi-user.target" },
    });
}
