import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { PartialHostPlan } from "../../plan";

/**
 * Process accounting: a record of 64 bytes for every program that ended, by whom and for how long: `lastcomm`.
 * The package rotates its file from cron, which a minimal image lacks; there a timer runs the same script.
 */
export function accountingPlan(): PartialHostPlan {
    return {
        packages: ["acct"],
        files: {
            "/etc/systemd/system/hardened-host-accounting-rotate.service": { content: rotateService() },
            "/etc/systemd/system/hardened-host-accounting-rotate.timer": { content: rotateTimer() },
        },
        units: {
            "acct.service": { enabled: true, active: true },
            "hardened-host-accounting-rotate.timer": { enabled: true, active: true },
        },
    };
}

function rotateService(): string {
    return renderSystemdUnit({
        why: "Keeps 30 days of process accounting where no cron does it.",
        Unit: {
            Description: "Rotate process accounting",
            ConditionPathExists: ["/etc/cron.daily/acct", "!/usr/sbin/cron"],
        },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: "/etc/cron.daily/acct",
            // savelog gives the new file to root:adm.
            CapabilityBoundingSet: "CAP_CHOWN CAP_FOWNER",
            PrivateUsers: false,
            ReadWritePaths: "/var/log/account",
            // Asks systemd to restart acct.service.
            RestrictAddressFamilies: "AF_UNIX",
            SystemCallFilter: ["@system-service", "~@privileged @resources", "@chown"],
        },
    });
}

function rotateTimer(): string {
    return renderSystemdUnit({
        Unit: { Description: "Rotate process accounting every day" },
        Timer: { OnCalendar: "daily", RandomizedDelaySec: "1h", Persistent: true },
        Install: { WantedBy: "timers.target" },
    });
}
