import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { reportsOutcome } from "../../failure-report";
import type { PartialHostPlan } from "../../plan";

const program = "/usr/local/lib/hardened-host/check-updates";

/**
 * apt's daily job ends well even when unattended-upgrades did not; what it does leave, only after success, is the
 * time of two stamp files. A host whose stamps grow old is reported.
 */
export function freshnessPlan(staleAfterHours: number, aptConf: string): PartialHostPlan {
    return {
        files: {
            [program]: { content: checkProgram(staleAfterHours, aptConf), mode: "0755", validate: 'sh -n "$1"' },
            "/etc/systemd/system/hardened-host-update-check.service": { content: checkService() },
            "/etc/systemd/system/hardened-host-update-check.timer": { content: checkTimer() },
        },
        units: { "hardened-host-update-check.timer": { enabled: true, active: true } },
    };
}

function checkService(): string {
    return renderSystemdUnit({
        why: "Fails when updates have not come through for too long.",
        Unit: { Description: "Check that updates are installed", ...reportsOutcome },
        Service: { ...hardenedServiceSandbox, Type: "oneshot", ExecStart: program },
    });
}

function checkTimer(): string {
    return renderSystemdUnit({
        Unit: { Description: "Check every six hours that updates are installed" },
        Timer: { OnCalendar: "*-*-* 00/6:00:00", RandomizedDelaySec: "30min", Persistent: true },
        Install: { WantedBy: "timers.target" },
    });
}

function checkProgram(staleAfterHours: number, aptConf: string): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-update-check.timer."),
        "set -eu",
        "failed=0",
        "for stamp in update-stamp upgrade-stamp; do",
        ...hashComment("A host that was only just set up has no stamps yet: its configuration is as new.", "    "),
        `    recent=$(find /var/lib/apt/periodic/$stamp ${aptConf} -mmin -${staleAfterHours * 60} 2>/dev/null || true)`,
        '    if [ -z "$recent" ]; then',
        `        echo "<3>no success in ${staleAfterHours} hours: $stamp. See: journalctl -u apt-daily -u apt-daily-upgrade"`,
        "        failed=1",
        "    fi",
        "done",
        "exit $failed",
        "",
    ].join("\n");
}
