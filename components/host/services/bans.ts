import { failureReportPlan } from "../failure-report";
import type { Check, HostFacts } from "../part";
import { actionText, filterFiles, jailText, serverText } from "./bans/configuration";
import * as names from "./bans/names";
import { exemptProgramText, loadProgramText, ownerProgramText } from "./bans/programs";
import { banSettings } from "./bans/settings";
import type { BanSettings } from "./bans/settings";
import { banTable } from "./bans/table";
import { banDropIn, firewallDropIn, highestExposure } from "./bans/units";
import { defineService } from "./service";

/**
 * Whoever fails to log in again and again is kept out, each time for longer: of SSH, of the web edge's logins, and of
 * every other part that names a jail. Never the owner: docs/sources.md.
 */
export const bans = defineService({
    id: "bans",
    settings: banSettings,
    claims: () => ({ keptTables: [names.table] }),
    plan: (settings, host, { jails }) => {
        const failures = failureReportPlan();
        const exempt = exemptSources(settings, host);
        const { jailFile, serverFile, actionFile, rulesFile, unit } = names;
        return {
            packages: ["fail2ban", "nftables", "python3", "python3-systemd"],
            folders: failures.folders ?? {},
            files: {
                ...failures.files,
                [rulesFile]: {
                    content: banTable(jails, exempt),
                    mode: "0600",
                    validate: 'nft -c -f "$1"',
                },
                [jailFile]: { content: jailText(settings, jails, exempt) },
                [serverFile]: { content: serverText(settings) },
                [actionFile]: { content: actionText() },
                ...filterFiles(jails),
                [names.dropInFile]: { content: banDropIn },
                "/etc/systemd/system/nftables.service.d/bans.conf": { content: firewallDropIn() },
                [names.exemptProgram]: { content: exemptProgramText(), mode: "0755", validate: 'sh -n "$1"' },
                [names.loadProgram]: { content: loadProgramText(), mode: "0755" },
                [names.ownerProgram]: { content: ownerProgramText(), mode: "0755", validate: 'sh -n "$1"' },
            },
            units: {
                "nftables.service": { enabled: true, active: true },
                [unit]: {
                    enabled: true,
                    active: true,
                    watches: [
                        jailFile,
                        serverFile,
                        ...["action.d", "filter.d"].map((name) => `/etc/fail2ban/${name}/`),
                    ],
                },
            },
            activations: { "01-bans": { watches: [rulesFile], command: inForce } },
        };
    },
    checks: () => banChecks,
});

function exemptSources({ exempt }: BanSettings, { trustedSources }: HostFacts): readonly string[] {
    return [...trustedSources, ...exempt];
}

/** After the rollback of the delivery that brought them the files are gone, and so are the rules. */
const inForce =
    `if [ -e ${names.rulesFile} ]; then nft -f ${names.rulesFile}; ` +
    `else nft delete table inet ${names.table} 2>/dev/null || :; fi`;

const running = `systemctl is-active --quiet ${names.unit}`;

const banChecks: readonly Check[] = [
    {
        title: "sources that fail to log in are kept out, and the owner's never are",
        command: `${running} && nft -n list chain inet ${names.table} arrivals 2>/dev/null | tr '\\n' ' ' | grep -q '@exempt_ipv6 accept.*@sshd_ipv4 .*drop'`,
    },
    {
        title: "every jail of the settings is looked after",
        command: `${running} && for jail in $(sed -n 's/^\\[\\(.*\\)\\]$/\\1/p' ${names.jailFile} | grep -vx DEFAULT); do fail2ban-client status "$jail" >/dev/null 2>&1 || exit 1; done`,
    },
    {
        title: `what reads strangers' words in the logs is sandboxed: its exposure is ${highestExposure} at most`,
        command: `${running} && systemd-analyze security --no-pager --threshold=${highestExposure * 10} ${names.unit}`,
    },
];
