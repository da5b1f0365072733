import { failureReportPlan } from "../failure-report";
import type { Check } from "../part";
import { proxySettings } from "./proxy/settings";
import { squidConf } from "./proxy/squid-conf";
import { account, configuration, proxyUnit, unit } from "./proxy/unit";
import { defineService } from "./service";

/** What `systemd-analyze security` says of its unit, in tenths: it has a network, and a list of ports it may bind. */
const highestExposure = 20;

/**
 * Fetches for programs what they are told to fetch by strangers (links, avatars, other servers), and nothing from the
 * inside: docs/egress.md. Which program asks, and whom, is in the journal.
 */
export const proxy = defineService({
    id: "proxy",
    settings: proxySettings,
    claims: () => ({
        needClosedWaysOut: ["proxy"],
        reaches: [
            {
                purpose: "web for programs behind the proxy",
                accounts: [account],
                protocol: "tcp",
                ports: [80, 443],
                to: "public",
            },
        ],
    }),
    plan: (settings, _host, { proxyClients }) => {
        const failures = failureReportPlan();
        return {
            packages: ["squid"],
            folders: failures.folders ?? {},
            files: {
                ...failures.files,
                [configuration]: {
                    content: squidConf(settings, proxyClients),
                    validate: 'squid -k parse -f "$1" >/dev/null 2>&1',
                },
                [`/etc/systemd/system/${unit}`]: { content: proxyUnit(settings) },
            },
            units: { [unit]: { enabled: true, active: true, watches: [configuration] } },
        };
    },
    checks: () => proxyChecks,
});

const proxyChecks: readonly Check[] = [
    {
        title: "the proxy runs, and is reached from this host only",
        command:
            `systemctl is-active --quiet ${unit} && ss -H -ltnp | grep -q '127\\.0\\.0\\.1:.*"squid"' && ` +
            `! ss -H -ltnp | grep '"squid"' | grep -qv ' 127\\.0\\.0\\.1:'`,
    },
    {
        title: `the proxy is confined: its exposure is ${highestExposure / 10} at most`,
        command: `systemctl is-active --quiet ${unit} && systemd-analyze security --no-pager --threshold=${highestExposure} ${unit} >/dev/null`,
    },
];
