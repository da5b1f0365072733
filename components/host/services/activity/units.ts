import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import { sandboxDirectives } from "../../sandbox";
import * as paths from "./paths";
import type { SinkSettings } from "./settings";

const systemRoots = "/etc/ssl/certs/ca-certificates.crt";

/**
 * systemd's own sender. The journal on disk is its queue, bounded as that is, and the cursor moves only when the sink has
 * answered that it has the entries: what is sent twice is possible, what is lost is not.
 */
export function uploadUnitText({ host, port, path, caCertificates }: SinkSettings): string {
    const roots = caCertificates.length === 0 ? systemRoots : paths.sinkRoots;
    return renderSystemdUnit({
        why: "Sends the journal to the sink as it is written. Tries again without end; another unit tells of a sink that stays away.",
        Unit: {
            Description: "Send the journal to its sink",
            Wants: "network-online.target",
            After: "network-online.target nss-lookup.target systemd-journal-flush.service",
            StartLimitIntervalSec: 0,
        },
        Service: {
            ...sandboxDirectives({
                network: { kind: "host", allowed: "any" },
                loosen: {},
                memoryMaxMib: 256,
                tasksMax: 16,
                // One for each file of the journal.
                openFilesMax: 16_384,
            }),
            // Started is what a restart needs; that the sink answers is looked at apart.
            Type: "exec",
            User: paths.account,
            Group: paths.account,
            SupplementaryGroups: "systemd-journal",
            LoadCredential: `key:${paths.clientKey}`,
            ExecStart:
                `/usr/lib/systemd/systemd-journal-upload --url=https://${host}:${port}${path} --save-state=${paths.cursorFile} ` +
                `--key=\${CREDENTIALS_DIRECTORY}/key --cert=${paths.clientCertificate} --trust=${roots}`,
            StateDirectory: "hardened-host-activity-upload",
            StateDirectoryMode: "0700",
            // A connection whose other end is gone without a word is given up.
            WatchdogSec: "2min",
            Restart: "always",
            RestartSec: "20s",
            // It logs each attempt, and what it logs is to be sent: an outage of weeks must not push out what waits.
            LogRateLimitIntervalSec: "1h",
            LogRateLimitBurst: 20,
            LogLevelMax: "warning",
        },
        Install: { WantedBy: "multi-user.target" },
    });
}

export function shippingProgramText({ staleAfterMinutes, host }: SinkSettings): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        "# Fails when the sink has taken nothing for too long. Something is written every few minutes: the seals.",
        "set -u",
        `cursor=${paths.cursorFile}`,
        `[ -z "$(find "$cursor" "$0" -mmin -${staleAfterMinutes} 2>/dev/null)" ] || exit 0`,
        `last=$(sed -n 's/^LAST_CURSOR=//p' "$cursor" 2>/dev/null)`,
        'waiting=$(journalctl -q --no-pager -o cat --output-fields=PRIORITY ${last:+--after-cursor="$last"} 2>/dev/null | wc -l)',
        `echo "<3>${host} has taken nothing of the journal for ${staleAfterMinutes} minutes; $waiting entries wait"`,
        "exit 1",
        "",
    ].join("\n");
}

export function shippingUnitText(): string {
    return renderSystemdUnit({
        why: "Tells of a sink that stays away.",
        Unit: { Description: "See whether the journal gets to its sink", ...reportsOutcome },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: paths.shippingProgram,
            User: paths.account,
            Group: paths.account,
            SupplementaryGroups: "systemd-journal",
            PrivateUsers: false,
            LogLevelMax: "notice",
        },
    });
}

export function sealUnitText(): string {
    return renderSystemdUnit({
        why: "Makes what the journal has got since the last seal part of a chain: the seal is an entry itself, and goes to the sink.",
        Unit: {
            Description: "Seal the journal",
            After: "systemd-journal-flush.service",
            ...reportsOutcome,
        },
        Service: {
            ...readsTheJournal,
            ExecStart: `${paths.sealProgram} seal`,
            SyslogIdentifier: "hardened-host-seal",
        },
    });
}

export function verifyUnitText(): string {
    return renderSystemdUnit({
        why: "An entry that was changed or taken away shows here, unless its seals were made anew as well: those the sink has.",
        Unit: {
            Description: "Compare the journal with its seals",
            After: `${paths.sealUnit}.service`,
            ...reportsOutcome,
        },
        Service: {
            ...readsTheJournal,
            ExecStart: `${paths.sealProgram} verify`,
            TimeoutStartSec: "1h",
            Nice: 19,
            IOSchedulingClass: "idle",
        },
    });
}

const readsTheJournal = {
    ...hardenedServiceSandbox,
    Type: "oneshot",
    StateDirectory: paths.stateFolder.slice("/var/lib/".length),
    StateDirectoryMode: "0700",
    MemoryMax: "512M",
    // The words of systemd itself about it, every few minutes, are left out.
    LogLevelMax: "notice",
} as const;

export function watchUnitText(): string {
    return renderSystemdUnit({
        why: "Compares the files of the plan with what their generation made of them, and tells who was root.",
        Unit: { Description: "See which files of the plan were changed by hand", ...reportsOutcome },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: paths.watchProgram,
            SyslogIdentifier: paths.account,
            // Reads files of every owner, and sees every process: who has one as root.
            CapabilityBoundingSet: "CAP_DAC_READ_SEARCH CAP_SYS_PTRACE",
            PrivateUsers: false,
            ProtectProc: "default",
            ProtectHome: "read-only",
            RestrictAddressFamilies: "AF_UNIX",
            StateDirectory: paths.stateFolder.slice("/var/lib/".length),
            StateDirectoryMode: "0700",
            LogLevelMax: "notice",
        },
    });
}

/** @param calendar systemd.time(7). */
export function timerText(description: string, calendar: string, randomizedDelay: string): string {
    return renderSystemdUnit({
        Unit: { Description: description },
        Timer: { OnActiveSec: "10s", OnCalendar: calendar, RandomizedDelaySec: randomizedDelay, AccuracySec: "5s" },
        Install: { WantedBy: "timers.target" },
    });
}
