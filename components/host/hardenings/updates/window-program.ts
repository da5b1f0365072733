import { hashComment, managedNotice } from "../../formats/comments";
import type { UpdatesSettings } from "./settings";
import { minutesAfterMidnight } from "./window-time";

/** For an update that is still being installed when the moment comes: systemd lets it finish first. */
const graceMinutes = 10;

/** Services that cannot be restarted under a running system: their new libraries need a new boot. */
const renewedByRebootOnly = ["dbus.service", "dbus-broker.service", "systemd-logind.service"];

/** What hardened-host-reboot.service runs. */
export function windowProgram(chosen: UpdatesSettings, deferredRestarts: readonly string[]): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-reboot.timer. Does nothing outside of the window."),
        "set -eu",
        ...onlyInside(chosen.window),
        "outdated=$(needrestart -b -l -r l | sed -n 's/^NEEDRESTART-SVC: //p')",
        'is_outdated() { printf \'%s\\n\' "$outdated" | grep -Fqx -- "$1"; }',
        ...(chosen.rebootWhenNeeded ? reboot : []),
        ...(deferredRestarts.length > 0 ? restarts(deferredRestarts) : []),
        "",
    ].join("\n");
}

/**
 * A timer also fires late: when a machine that was suspended wakes up, or when the first synchronisation moves its
 * clock. So the program looks at the clock itself.
 */
function onlyInside({ start, durationMinutes, timezone, days }: UpdatesSettings["window"]): string[] {
    return [
        `export LC_ALL=C TZ=${timezone}`,
        `since_opening=$((($(date +%-H) * 60 + $(date +%-M) - ${minutesAfterMidnight(start)} + 1440) % 1440))`,
        'opened_on=$(date -d "-$since_opening minutes" +%a)',
        "inside=no",
        `case $opened_on in ${days.join(" | ")}) if [ "$since_opening" -le ${durationMinutes + graceMinutes} ]; then inside=yes; fi ;; esac`,
        'if [ "$inside" = no ]; then',
        '    echo "<5>Outside of the reboot window: nothing is restarted"',
        "    exit 0",
        "fi",
    ];
}

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
    // `systemctl reboot` refuses while anybody is logged in: a forgotten shell would keep a hole open for weeks. This
    // tells them a minute before, and an update in the middle of its work (a delaying inhibitor) still ends first.
    ...hashComment("Who is logged in is told a minute before."),
    '    exec shutdown --reboot +1 "Restarting in a minute: updates have been installed that need it."',
    "fi",
];

function restarts(units: readonly string[]): string[] {
    return [
        "restart_outdated() {",
        '    is_outdated "$1" || return 0',
        '    echo "<5>Restarting $1 for updates"',
        '    systemctl restart "$1"',
        "}",
        ...units.map((unit) => `restart_outdated ${unit}`),
    ];
}
