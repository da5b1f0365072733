import { hashComment, managedNotice } from "./formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "./formats/systemd";
import type { SystemdDirectives } from "./formats/systemd";
import type { PartialHostPlan } from "./plan";

const program = "/usr/local/lib/hardened-host/report-outcome";

/** One file for each unit that failed last; shown by pam_motd(8) at every login. */
const noticeFolder = "/etc/motd.d";

/**
 * Lines for the `[Unit]` section of whatever must not fail in silence. Its next success takes the notice away.
 * `%N` is the unit's name without its type.
 */
export const reportsOutcome: SystemdDirectives = {
    OnFailure: "hardened-host-failed@%N.service",
    OnSuccess: "hardened-host-recovered@%N.service",
};

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
        Unit: { Description: `Report that %i ${outcome === "failed" ? "failed" : "works again"}` },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: `${program} ${outcome} %i`,
            // The notice is read by every login: pam_motd of an unprivileged session as well.
            UMask: "0022",
            ReadWritePaths: noticeFolder,
        },
    });
}

function reportProgram(): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("report-outcome failed|recovered UNIT: called by the units of the same names."),
        "set -eu",
        "outcome=$1",
        "unit=$2",
        `notice=${noticeFolder}/hardened-host-$unit`,
        'if [ "$outcome" = failed ]; then',
        // <2> is the priority "critical" on the journal's standard input: sd-daemon(3).
        '    echo "<2>$unit failed and needs attention: systemctl status $unit"',
        '    echo "hardened-host: $unit failed on $(date -u +%Y-%m-%dT%H:%MZ). See: systemctl status $unit" >"$notice"',
        "else",
        '    if [ -e "$notice" ]; then echo "<5>$unit works again"; fi',
        '    rm -f "$notice"',
        "fi",
        "",
    ].join("\n");
}
