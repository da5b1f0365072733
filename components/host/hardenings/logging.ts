import { renderAuditRules } from "../formats/audit-rules";
import type { AuditRuleSet } from "../formats/audit-rules";
import { renderIni } from "../formats/ini";
import type { IniSetting } from "../formats/ini";
import { renderKeyValues } from "../formats/key-value";
import { mergePlans } from "../merge";
import type { PartialHostPlan } from "../plan";
import { defineHardening } from "./hardening";
import type { Check } from "../part";
import { accountingPlan } from "./logging/accounting";
import { auditRuleGroups } from "./logging/audit-rules";
import { auditdConf } from "./logging/auditd-conf";
import { loggingSettings } from "./logging/settings";
import type { LoggingSettings } from "./logging/settings";

const journaldConf = "/etc/systemd/journald.conf.d/60-hardened-host.conf";
const rulesFile = "/etc/audit/rules.d/50-hardened-host.rules";
const auditdFile = "/etc/audit/auditd.conf";

/** What happened, kept on the host within limits. Sending it elsewhere is a separate concern. */
export const logging = defineHardening({
    id: "logging",
    settings: loggingSettings,
    plan: (chosen, _host, claims) => {
        const rules = ruleSet(chosen, claims.auditedPaths);
        const parts = [
            journalPlan(chosen),
            auditPlan(chosen, rules),
            ...(chosen.processAccounting ? [accountingPlan()] : []),
        ];
        return mergePlans(parts.map((plan) => ({ by: "logging", plan })));
    },
    checks: (chosen) => [...journalChecks(chosen), ...auditChecks, ...(chosen.processAccounting ? accounting : [])],
});

function ruleSet({ audit }: LoggingSettings, claimedPaths: readonly string[]): AuditRuleSet {
    return { groups: auditRuleGroups(claimedPaths), immutable: audit.immutable };
}

function journalPlan({ journal }: LoggingSettings): PartialHostPlan {
    return {
        files: { [journaldConf]: { content: renderIni("Journal", journalSettings(journal)) } },
        activations: {
            journald: {
                watches: [journaldConf],
                command: "systemctl restart systemd-journald.service && journalctl --flush",
            },
        },
    };
}

function journalSettings({ maxDiskMib, retentionDays }: LoggingSettings["journal"]): IniSetting[] {
    return [
        {
            key: "Storage",
            value: "persistent",
            why: "What led to a reboot is still there after it: CIS 6.1.1.1, ANSSI R71.",
        },
        { key: "Compress", value: true, why: "Large entries are compressed: CIS 6.1.1.3." },
        { key: "SystemMaxUse", value: `${maxDiskMib}M`, why: "A program that logs without end cannot fill the disk." },
        { key: "RuntimeMaxUse", value: "64M", why: "Nor the memory, before the disk is there." },
        { key: "MaxRetentionSec", value: `${retentionDays}day`, why: "Logs hold personal data: not kept for ever." },
        { key: "MaxFileSec", value: "1week", why: "Deletion is by whole files: this is how exact the age above is." },
        {
            key: "RateLimitIntervalSec",
            value: "30s",
            why: "One service that floods the journal does not push out the others.",
        },
        { key: "RateLimitBurst", value: 10_000, why: "Entries of one service in that time." },
        { key: "ForwardToSyslog", value: false, why: "One log, in one place: CIS 6.1.1.2." },
        { key: "ForwardToWall", value: true, why: "Emergencies reach whoever is logged in." },
    ];
}

function auditPlan({ audit }: LoggingSettings, rules: AuditRuleSet): PartialHostPlan {
    return {
        packages: ["auditd"],
        files: {
            // There is no parser for rules that does not load them as well: a mistake shows when they are activated.
            [rulesFile]: { content: renderAuditRules(rules), mode: "0640" },
            [auditdFile]: { content: renderKeyValues(auditdConf(audit)), mode: "0640" },
        },
        units: { "auditd.service": { enabled: true, active: true } },
        activations: {
            // auditd refuses to be restarted on some releases; it reads its configuration again on SIGHUP.
            "audit-daemon": {
                watches: [auditdFile],
                command: "! systemctl is-active --quiet auditd.service || systemctl kill --signal=HUP auditd.service",
            },
            // Locked rules stay as they are until the next boot, which reads the new file.
            "audit-rules": {
                watches: [rulesFile],
                command: 'auditctl -s | grep -q "^enabled 2" || augenrules --load',
            },
        },
    };
}

function journalChecks({ journal }: LoggingSettings): Check[] {
    return [
        {
            title: `the journal is kept on disk, at most ${journal.maxDiskMib} MiB of it`,
            covers: ["CIS13 6.1.1.1.3", "CIS13 6.1.1.1.5", "BP28 R71"],
            command:
                'c=$(systemd-analyze cat-config systemd/journald.conf) && [ "$(echo "$c" | sed -n "s/^Storage=//p" | tail -n 1)" = persistent ] && ' +
                `[ "$(echo "$c" | sed -n "s/^SystemMaxUse=//p" | tail -n 1)" = ${journal.maxDiskMib}M ] && ls /var/log/journal/*/system.journal >/dev/null`,
        },
    ];
}

const auditChecks: readonly Check[] = [
    {
        title: "the audit daemon records",
        covers: ["CIS13 6.2.1.2", "BP28 R73"],
        command:
            "systemctl is-active --quiet auditd.service && auditctl -s | grep -Eq '^enabled [12]$' && " +
            "[ -s /var/log/audit/audit.log ]",
    },
    {
        title: "the kernel has every audit rule of the plan loaded",
        covers: ["CIS13 6.2.3.37", "BP28 R73"],
        // Rules for folders that this host does not have were passed over.
        command:
            `n=$(grep -c '^-a' ${rulesFile}) && for d in $(sed -n 's/.* dir=\\([^ ]*\\) .*/\\1/p' ${rulesFile}); do ` +
            '[ -d "$d" ] || n=$((n - 1)); done; ' +
            '[ "$n" -gt 50 ] && [ "$(auditctl -l | grep -c \'^-a always,exit\')" -ge "$n" ]',
    },
    {
        title: "a change of the sudo rules is recorded with its key",
        sideEffect: "touches the folder of sudo's rules",
        covers: ["CIS13 6.2.3.1", "BP28 R73"],
        command:
            "touch /etc/sudoers.d && sleep 2 && ausearch --input-logs -k privilege-rules -ts recent >/dev/null 2>&1",
    },
];

const accounting: readonly Check[] = [
    {
        title: "programs that ran are accounted for",
        command:
            'n=$(stat -c %s /var/log/account/pacct) && sh -c : && sh -c : && [ "$(stat -c %s /var/log/account/pacct)" -gt "$n" ]',
    },
];
