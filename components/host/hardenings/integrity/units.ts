import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderAptConf } from "../../formats/apt";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import type { ManagedFile } from "../../plan";

const baselineTimer = "hardened-host-integrity-baseline.timer";

export const timers = [baselineTimer, "hardened-host-integrity-check.timer"];

/** Reads everything, and writes only its database. */
export const readerAccount = "hardened-host-aide";
export const databaseFolder = "/var/lib/aide";

const program = "/usr/local/lib/hardened-host/refresh-integrity-baseline";

/** On disk, so that a reboot in between does not turn a wanted change into an alarm. */
const refreshWanted = "/var/lib/aide/refresh-wanted";

/**
 * Asks for a new baseline some minutes from now; asked again, the minutes start anew. Does nothing where the timer is
 * not there (any more): after the rollback of the delivery that brought it.
 */
export const refreshCommand =
    `if systemctl cat ${baselineTimer} >/dev/null 2>&1; then ` +
    `touch ${refreshWanted} && systemctl restart ${baselineTimer}; fi`;

/** Reads every file as an account that owns none, and writes nowhere but beside its database. */
const service: SystemdDirectives = {
    ...hardenedServiceSandbox,
    Type: "oneshot",
    User: readerAccount,
    Group: readerAccount,
    AmbientCapabilities: "CAP_DAC_READ_SEARCH",
    CapabilityBoundingSet: "CAP_DAC_READ_SEARCH",
    // With a user namespace the capability would not count for the host's files.
    PrivateUsers: false,
    ProtectHome: "read-only",
    // It hides /usr/lib/modules, which is watched; loading modules needs a capability that is not there.
    ProtectKernelModules: false,
    ReadWritePaths: "/var/lib/aide",
    // Minutes of reading: everything else goes first.
    Nice: 19,
    CPUSchedulingPolicy: "idle",
    IOSchedulingClass: "idle",
    TimeoutStartSec: "4h",
};

export function baselineFiles(configuration: string): Record<string, ManagedFile> {
    return {
        [program]: { content: baselineProgram(configuration), mode: "0755", validate: 'sh -n "$1"' },
        "/etc/systemd/system/hardened-host-integrity-baseline.service": {
            content: renderSystemdUnit({
                why: "Follows wanted changes: reports in the journal what differs from the baseline, and makes that the new one.",
                Unit: {
                    Description: "Renew the integrity baseline",
                    ConditionPathExists: refreshWanted,
                    ...reportsOutcome,
                },
                Service: { ...service, ExecStart: program },
            }),
        },
        [`/etc/systemd/system/${baselineTimer}`]: {
            content: renderSystemdUnit({
                why: "Started anew by each delivery and each update, and by a boot; does nothing unless a change was announced.",
                Unit: { Description: "Renew the integrity baseline some minutes after a wanted change" },
                Timer: { OnActiveSec: "5min", AccuracySec: "1min" },
                Install: { WantedBy: "timers.target" },
            }),
        },
        "/etc/apt/apt.conf.d/61hardened-host-integrity": { content: aptHook() },
    };
}

export function checkFiles(configuration: string): Record<string, ManagedFile> {
    return {
        "/etc/systemd/system/hardened-host-integrity-check.service": {
            content: renderSystemdUnit({
                why: "Fails when a file differs from the baseline: the differences are in the journal.",
                Unit: {
                    Description: "Compare the host's files with the integrity baseline",
                    After: "hardened-host-integrity-baseline.service",
                    ConditionPathExists: ["/var/lib/aide/aide.db", `!${refreshWanted}`],
                    ...reportsOutcome,
                },
                Service: { ...service, ExecStart: `/usr/bin/aide --config=${configuration} --check` },
            }),
        },
        "/etc/systemd/system/hardened-host-integrity-check.timer": {
            content: renderSystemdUnit({
                Unit: { Description: "Compare the host's files with the integrity baseline every day" },
                Timer: { OnCalendar: "*-*-* 05:00:00", RandomizedDelaySec: "2h", Persistent: true },
                Install: { WantedBy: "timers.target" },
            }),
        },
    };
}

function aptHook(): string {
    return renderAptConf([
        {
            name: "DPkg::Post-Invoke",
            value: [`${refreshCommand} || true`],
            joins: true,
            why: "An installed package is a wanted change: the integrity baseline follows.",
        },
    ]);
}

/** Exit codes 1 to 7 of `aide --update` tell of differences, which are expected here: aide(1). */
function baselineProgram(configuration: string): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-integrity-baseline.service."),
        "set -eu",
        "database=/var/lib/aide/aide.db",
        ...hashComment("First, so that a change announced from now on asks for another run."),
        `rm -f ${refreshWanted}`,
        'if [ -s "$database" ]; then',
        "    status=0",
        `    aide --config=${configuration} --update || status=$?`,
        '    if [ "$status" -gt 7 ]; then exit "$status"; fi',
        "else",
        `    aide --config=${configuration} --init`,
        "fi",
        'mv "$database.new" "$database"',
        "",
    ].join("\n");
}
