import { failureReportPlan } from "../failure-report";
import { renderAptConf } from "../formats/apt";
import { renderNeedrestart } from "../formats/needrestart";
import { mergePlans } from "../merge";
import type { PartialHostPlan } from "../plan";
import { defineHardening } from "./hardening";
import type { Claims } from "../claims";
import type { Check, HostFacts } from "../part";
import { aptHardening, aptPeriodic, unattendedUpgrades } from "./updates/apt-options";
import { freshnessPlan } from "./updates/freshness";
import { rebootWindowPlan } from "./updates/reboot-window";
import { updatesSettings } from "./updates/settings";
import type { UpdatesSettings } from "./updates/settings";
import { momentInWindow } from "./updates/window-time";

/** Read after 20auto-upgrades and 50unattended-upgrades of the package. */
const aptConf = "/etc/apt/apt.conf.d/60hardened-host";

/** Security updates by themselves, restarts in one window, and a failure that does not stay unseen: ANSSI R61, CIS 1.2. */
export const updates = defineHardening({
    id: "updates",
    settings: updatesSettings,
    claims: () => ({
        reaches: [
            // Mirrors are many, and move; what they bring is signed, and the account does nothing else.
            { purpose: "packages", accounts: ["_apt"], protocol: "tcp", ports: [80, 443], to: "public" },
            { purpose: "packages", accounts: ["_apt", "root"], protocol: "tcp", ports: [], to: "package-sources" },
        ],
    }),
    plan: (chosen, host, claims) => {
        const parts = [
            configurationPlan(chosen, host, claims),
            rebootWindowPlan(chosen, host.hostname, claims.deferredRestarts),
            freshnessPlan(chosen.staleAfterHours, aptConf),
            failureReportPlan(),
        ];
        return mergePlans(parts.map((plan) => ({ by: "updates", plan })));
    },
    checks: (chosen, host) => [...sourceChecks(host), ...windowChecks(chosen, host), ...failureChecks],
});

function configurationPlan(chosen: UpdatesSettings, host: HostFacts, claims: Claims): PartialHostPlan {
    const options = [...aptHardening, ...aptPeriodic, ...unattendedUpgrades(chosen, host.distribution)];
    const needrestart = renderNeedrestart({ mode: "automatic", neverRestart: claims.deferredRestarts });
    return {
        packages: ["needrestart", "unattended-upgrades"],
        files: {
            [aptConf]: { content: renderAptConf(options), validate: 'apt-config --config-file="$1" dump >/dev/null' },
            "/etc/needrestart/conf.d/60-hardened-host.conf": { content: needrestart, validate: 'perl -c "$1"' },
        },
        units: { "unattended-upgrades.service": { enabled: true, active: true } },
    };
}

function sourceChecks({ distribution }: HostFacts): Check[] {
    const label = distribution.id === "debian" ? "label=Debian-Security" : "-security";
    return [
        {
            title: "unattended-upgrades takes security updates",
            sideEffect: "leaves the time of its run",
            covers: ["CIS13 1.2.2.1", "BP28 R61"],
            command: `unattended-upgrade --dry-run --debug 2>&1 | grep '^Allowed origins are:' | grep -q -- '${label}'`,
        },
        {
            title: "apt runs unattended upgrades every day",
            covers: ["CIS13 1.2.2.1", "BP28 R61"],
            command:
                'eval "$(apt-config shell u APT::Periodic::Unattended-Upgrade l APT::Periodic::Update-Package-Lists)"; ' +
                '[ "$u" = 1 ] && [ "$l" = 1 ] && systemctl is-active --quiet apt-daily.timer apt-daily-upgrade.timer',
        },
        {
            title: "apt refuses sources and packages without a valid signature",
            covers: ["BP28 R59"],
            command:
                'eval "$(apt-config shell p APT::Get::AllowUnauthenticated r Acquire::AllowInsecureRepositories s APT::Sandbox::Seccomp)"; ' +
                '[ "$p" = false ] && [ "$r" = false ] && [ "$s" = true ]',
        },
    ];
}

function windowChecks({ window }: UpdatesSettings, { hostname }: HostFacts): Check[] {
    return [
        {
            title: `the machine restarts for updates only in the window that opens at ${window.start} ${window.timezone}`,
            command:
                "systemctl show -p TimersCalendar --value hardened-host-reboot.timer | " +
                `grep -Fq 'OnCalendar=${momentInWindow(window, hostname)} ' && systemctl is-active --quiet hardened-host-reboot.timer`,
        },
        {
            title: "services that run replaced libraries are restarted without asking",
            command: "needrestart -v -b 2>&1 | grep -q 'eval /etc/needrestart/conf.d/60-hardened-host.conf'",
        },
    ];
}

const failureChecks: readonly Check[] = [
    {
        title: "updates have come through lately",
        sideEffect: "runs the check that sends a notice when it fails",
        covers: ["CIS13 1.2.2.1", "BP28 R61"],
        command: "systemctl start hardened-host-update-check.service",
    },
    {
        title: "a failed unit of this product is reported at login until it succeeds",
        sideEffect: "makes a notice and takes it back",
        command:
            "systemctl start hardened-host-failed@check.service && grep -q check /etc/motd.d/hardened-host-check && " +
            "systemctl start hardened-host-recovered@check.service && [ ! -e /etc/motd.d/hardened-host-check ]",
    },
];
