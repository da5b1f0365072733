import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { reportsOutcome } from "../../failure-report";
import type { PartialHostPlan } from "../../plan";
import type { UpdatesSettings } from "./settings";

type Window = UpdatesSettings["window"];

const program = "/usr/local/lib/hardened-host/reboot-window";

/** Updates are installed this long before the window opens, give or take {@link spreadMinutes}. */
const leadMinutes = 90;
const spreadMinutes = 45;

/** The units that restart services, and the machine, for an update: at one time of day and at no other. */
export function rebootWindowPlan(chosen: UpdatesSettings, deferredRestarts: readonly string[]): PartialHostPlan {
    const content = windowProgram(chosen.rebootWhenNeeded, deferredRestarts);
    return {
        files: {
            [program]: { content, mode: "0755", validate: 'sh -n "$1"' },
            "/etc/systemd/system/hardened-host-reboot.service": { content: rebootService() },
            "/etc/systemd/system/hardened-host-reboot.timer": { content: rebootTimer(chosen.window) },
            "/etc/systemd/system/apt-daily-upgrade.timer.d/60-hardened-host.conf": {
                content: upgradeTimer(chosen.window),
            },
        },
        units: {
            "hardened-host-reboot.timer": { enabled: true, active: true },
            "apt-daily.timer": { enabled: true, active: true },
            "apt-daily-upgrade.timer": { enabled: true, active: true },
        },
    };
}

function rebootService(): string {
    return renderSystemdUnit({
        why: "Ends what an update began: restarts what could not be restarted at any time, and the machine if need be.",
        Unit: {
            Description: "Restart for updates, inside the reboot window",
            // Waits for an update that is still being installed.
            After: "apt-daily-upgrade.service",
            ...reportsOutcome,
        },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: program,
            // needrestart reads the memory maps and programs of every process.
            CapabilityBoundingSet: "CAP_DAC_READ_SEARCH CAP_SYS_PTRACE",
            PrivateUsers: false,
            ProcSubset: "all",
            ProtectProc: "default",
            // Asks systemd and logind for restarts.
            RestrictAddressFamilies: "AF_UNIX",
        },
    });
}

function rebootTimer(window: Window): string {
    return renderSystemdUnit({
        why: "The reboot window. FixedRandomDelay gives each host a moment of its own, the same every time.",
        Unit: { Description: "Reboot window" },
        Timer: {
            OnCalendar: `${daysOf(window)}*-*-* ${window.start}:00 ${window.timezone}`,
            RandomizedDelaySec: `${window.durationMinutes}min`,
            FixedRandomDelay: true,
            AccuracySec: "1s",
            // A window missed while the machine was off is over: not made up for at boot, in the middle of the day.
            Persistent: false,
        },
        Install: { WantedBy: "timers.target" },
    });
}

/** Every day is the default of systemd.time(7), and shorter. */
function daysOf({ days }: Window): string {
    return days.length === 7 ? "" : `${days.join(",")} `;
}

/** Debian's own time lies after the window, so that a new kernel would wait for a day. */
function upgradeTimer({ start, timezone }: Window): string {
    return renderSystemdUnit({
        why: "Updates are installed shortly before the reboot window opens.",
        Timer: {
            OnCalendar: ["", `*-*-* ${minutesBefore(start, leadMinutes)}:00 ${timezone}`],
            RandomizedDelaySec: `${spreadMinutes}min`,
        },
    });
}

function minutesBefore(time: string, minutes: number): string {
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    const total = (hour * 60 + minute - minutes + 24 * 60) % (24 * 60);
    return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Services that cannot be restarted under a running system: their new libraries need a new boot. */
const renewedByRebootOnly = ["dbus.service", "dbus-broker.service", "systemd-logind.service"];

function windowProgram(rebootWhenNeeded: boolean, deferredRestarts: readonly string[]): string {
    const reboot = [
        ...hashComment(
            "/run/reboot-required is left by kernels and by packages that ask for it; it is gone after the boot.",
        ),
        "reboot=",
        "if [ -e /run/reboot-required ]; then reboot=/run/reboot-required; fi",
        `for unit in ${renewedByRebootOnly.join(" ")}; do`,
        '    if is_outdated "$unit"; then reboot="$unit"; fi',
        "done",
        'if [ -n "$reboot" ]; then',
        '    echo "<5>Restarting the machine for updates: $reboot"',
        "    exec systemctl reboot --check-inhibitors=yes",
        "fi",
    ];
    const restarts = [
        "restart_outdated() {",
        '    is_outdated "$1" || return 0',
        '    echo "<5>Restarting $1 for updates"',
        '    systemctl restart "$1"',
        "}",
        ...deferredRestarts.map((unit) => `restart_outdated ${unit}`),
    ];
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-reboot.timer."),
        "set -eu",
        "outdated=$(needrestart -b -l -r l | sed -n 's/^NEEDRESTART-SVC: //p')",
        'is_outdated() { printf \'%s\\n\' "$outdated" | grep -Fqx -- "$1"; }',
        ...(rebootWhenNeeded ? reboot : []),
        ...(deferredRestarts.length > 0 ? restarts : []),
        "",
    ].join("\n");
}
