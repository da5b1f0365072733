import { hashComment, managedNotice } from "./formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "./formats/systemd";
import type { SystemdDirectives } from "./formats/systemd";
import type { PartialHostPlan } from "./plan";

const program = "/usr/local/lib/hardened-host/report-outcome";

/** One file for each unit that failed last; shown by pam_motd(8) at every login. */
const noticeFolder = "/etc/motd.d";

/**
 * Where the part `notify` picks up what is to be sent; nothing is written where the host has none. On disk, so that a
 * reboot loses nothing; in memory where the disk is full, which is worth a message by itself.
 */
export const messageQueues = ["/var/spool/hardened-host-notify", "/run/hardened-host-notify/queue"] as const;

/** A file for each unit of whose failure was told, for when the notice cannot be written. */
export const toldFolder = "/run/hardened-host-notify/told";

/**
 * Lines for the `[Unit]` section of whatever runs on and must not fail in silence: {@link announcesStart} goes with
 * them. `%N` is the unit's name without its type.
 */
export const reportsFailure = { OnFailure: "hardened-host-failed@%N.service" } as const satisfies SystemdDirectives;

/** The same for work that ends. Its next success takes the notice away. */
export const reportsOutcome = {
    ...reportsFailure,
    OnSuccess: "hardened-host-recovered@%N.service",
} as const satisfies SystemdDirectives;

/**
 * `ExecStartPost=` of a program that runs on: it works again as soon as it is up, whereas being stopped is no success.
 * Outside of the unit's sandbox, which lets it ask systemd for nothing; of no account when it fails.
 */
export const announcesStart = `-+/usr/bin/systemctl start --no-block ${reportsOutcome.OnSuccess}`;

/**
 * The two units behind {@link reportsOutcome}: a failure is written to the journal as critical and shown at login
 * until the unit succeeds. Every hardening that uses them brings this same plan, so none depends on another.
 */
export function failureReportPlan(): PartialHostPlan {
    return {
        folders: { [noticeFolder]: {} },
        files: {
            [program]: { content: reportProgram(), mode: "0755", validate: 'sh -n "$1"' },
            "/etc/systemd/system/hardened-host-failed@.service": { content: reportUnit("failed") },
            "/etc/systemd/system/hardened-host-recovered@.service": { content: reportUnit("recovered") },
        },
    };
}

function reportUnit(outcome: "failed" | "recovered"): string {
    return renderSystemdUnit({
        why: outcome === "failed" ? "Makes a failure visible." : "Takes the notice of a failure away.",
        Unit: {
            Description: `Report that %i ${outcome === "failed" ? "failed" : "works again"}`,
            // As often as that unit ends: a report that systemd refuses would be missed by nobody.
            StartLimitIntervalSec: 0,
        },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: `${program} ${outcome} %i`,
            // The notice is read by every login: pam_motd of an unprivileged session as well.
            UMask: "0022",
            ReadWritePaths: [noticeFolder, ...[...messageQueues, toldFolder].map((folder) => `-${folder}`)],
            // In memory: folders on a full disk cannot be made, and the unit would not even start.
            PrivateTmp: false,
            TemporaryFileSystem: "/tmp /var/tmp",
            // Asks the journal to read what is on its way to it.
            RestrictAddressFamilies: "AF_UNIX",
        },
    });
}

function reportProgram(): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("report-outcome failed|recovered UNIT: called by the units of the same names."),
        "set -u",
        "outcome=$1",
        "unit=$2",
        `notice=${noticeFolder}/hardened-host-$unit`,
        `told=${toldFolder}/$unit`,
        "",
        ...announcing,
        "",
        'if [ "$outcome" = failed ]; then',
        // <2> is the priority "critical" on the journal's standard input: sd-daemon(3).
        '    echo "<2>$unit failed and needs attention: systemctl status $unit"',
        '    [ -e "$notice" ] || [ -e "$told" ] || announce',
        // A host without `notify` has no such folder.
        '    touch "$told" 2>/dev/null',
        '    echo "hardened-host: $unit failed on $(date -u +%Y-%m-%dT%H:%MZ). See: systemctl status $unit" >"$notice"',
        "else",
        '    if [ -e "$notice" ] || [ -e "$told" ]; then echo "<5>$unit works again"; announce; fi',
        '    rm -f "$notice" "$told"',
        "fi",
        "",
    ].join("\n");
}

/**
 * A message is whole or not there. The lines are what the unit itself called errors; programs of this product never
 * print a secret. MONITOR_INVOCATION_ID is the run that ended: systemd.exec(5). systemd's own lines name it; those of the
 * unit that the journal reads after its end, as the last ones often are, have the unit's name only.
 */
const announcing = [
    "message() {",
    '    echo "$unit"',
    '    echo "$outcome"',
    "    date -u +%Y-%m-%dT%H:%M:%SZ",
    '    if [ "$outcome" = failed ] && [ -n "${MONITOR_INVOCATION_ID:-}" ]; then',
    // The unit has ended just now: its last lines may be on their way to the journal still.
    "        journalctl --sync || :",
    '        begun=$(journalctl -q -o short-unix "INVOCATION_ID=$MONITOR_INVOCATION_ID" | sed "s/[. ].*//; q")',
    // The unit's first words may stand before systemd's own.
    '        [ -z "$begun" ] || journalctl -q -o cat -p err -n 5 "--since=@$((begun - 1))" "_SYSTEMD_UNIT=$MONITOR_UNIT"',
    "    fi",
    "}",
    "announce() {",
    "    text=$(message)",
    "    name=$(date +%s%N)-$outcome",
    `    for queue in ${messageQueues.join(" ")}; do`,
    '        [ -d "$queue" ] || continue',
    `        if printf '%s\\n' "$text" >"$queue/.$name" && mv "$queue/.$name" "$queue/$name"; then return 0; fi`,
    '        rm -f "$queue/.$name"',
    "    done 2>/dev/null",
    "}",
];
