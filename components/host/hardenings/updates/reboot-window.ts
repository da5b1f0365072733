import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { reportsOutcome } from "../../failure-report";
import type { PartialHostPlan } from "../../plan";
import type { UpdatesSettings } from "./settings";
import { windowProgram } from "./window-program";
import { minutesBefore, momentInWindow } from "./window-time";

type Window = UpdatesSettings["window"];

const program = "/usr/local/lib/hardened-host/reboot-window";

/** Updates are installed this long before the window opens, give or take {@link spreadMinutes}. */
const leadMinutes = 90;
const spreadMinutes = 45;

/** The units that restart services, and the machine, for an update: at one time of day and at no other. */
export function rebootWindowPlan(
    chosen: UpdatesSettings,
    hostname: string,
    deferredRestarts: readonly string[],
): PartialHostPlan {
    const content = windowProgram(chosen, deferredRestarts);
    return {
        files: {
            [program]: { content, mode: "0755", validate: 'sh -n "$1"' },
            "/etc/systemd/system/hardened-host-reboot.service": { content: rebootService() },
            "/etc/systemd/system/hardened-host-reboot.timer": { content: rebootTimer(chosen.window, hostname) },
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

function rebootTimer(window: Window, hostname: string): string {
    return renderSystemdUnit({
        why: `This host's moment in the window from ${window.start} ${window.timezone}, ${window.durationMinutes} minutes long.`,
        Unit: { Description: "Reboot window" },
        Timer: {
            OnCalendar: momentInWindow(window, hostname),
            AccuracySec: "1s",
            // A window missed while the machine was off is over: not made up for at boot, in the middle of the day.
            Persistent: false,
        },
        Install: { WantedBy: "timers.target" },
    });
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
