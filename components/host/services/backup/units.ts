import type { BackupSet } from "../../claims";
import { reportsOutcome } from "../../failure-report";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives, SystemdUnit } from "../../formats/systemd";
import { sortedUnion } from "../../merge";
import type { ManagedFile } from "../../plan";
import { backupAccount, programFolder, progressFolder, secretsFolder } from "./names";
import { hasCredential } from "./repository";
import type { BackupSettings } from "./settings";

const prefix = "hardened-host-backup";
const restoredMarker = "/var/lib/hardened-host-backup/restored";

/** Timers, by what a host does. One that only restores has nothing to do by itself. */
export function timersOf({ mode }: BackupSettings): readonly string[] {
    return mode === "backup" ? [`${prefix}.timer`, `${prefix}-check.timer`, `${prefix}-freshness.timer`] : [];
}

export const restoreUnit = `${prefix}-restore.service`;

export function unitFiles(chosen: BackupSettings, sets: readonly BackupSet[]): Record<string, ManagedFile> {
    const units: Readonly<Record<string, SystemdUnit>> = {
        [`${prefix}.service`]: backupService(chosen),
        [`${prefix}.timer`]: timer("Back up", chosen.schedule, chosen.jitterMinutes),
        [`${prefix}-dumps.service`]: dumpsService(sortedUnion(...sets.map(({ changedByDump = [] }) => changedByDump))),
        [`${prefix}-check.service`]: checkService(chosen),
        [`${prefix}-check.timer`]: timer("Check the backups", chosen.check.schedule, chosen.jitterMinutes),
        [`${prefix}-freshness.service`]: freshnessService,
        [`${prefix}-freshness.timer`]: timer("Look every hour for a good snapshot", "hourly", 10),
        [restoreUnit]: restoreService,
    };
    return Object.fromEntries(
        Object.entries(units).map(([name, unit]) => [
            `/etc/systemd/system/${name}`,
            { content: renderSystemdUnit(unit) },
        ]),
    );
}

function timer(description: string, calendar: string, jitterMinutes: number): SystemdUnit {
    return {
        Unit: { Description: `${description}: ${calendar}` },
        Timer: {
            OnCalendar: calendar,
            RandomizedDelaySec: `${jitterMinutes}min`,
            FixedRandomDelay: true,
            Persistent: true,
        },
        Install: { WantedBy: "timers.target" },
    };
}

/** Reads every file of the host as an account that owns none, speaks to the repository, writes its own notes only. */
function readerOfEverything(chosen: BackupSettings): SystemdDirectives {
    const { repository, memoryLimitMib } = chosen;
    const credentials = [
        `password:${secretsFolder}/password`,
        ...(hasCredential(repository) ? [`repository:${secretsFolder}/repository`] : []),
    ];
    return {
        ...hardenedServiceSandbox,
        Type: "oneshot",
        User: backupAccount,
        Group: backupAccount,
        AmbientCapabilities: "CAP_DAC_READ_SEARCH",
        CapabilityBoundingSet: "CAP_DAC_READ_SEARCH",
        // With a user namespace the capability would not count for the host's files.
        PrivateUsers: false,
        ProtectHome: "read-only",
        // It hides /usr/lib/modules; loading modules needs a capability that is not there.
        ProtectKernelModules: false,
        LoadCredential: credentials,
        // The copies are enough.
        InaccessiblePaths: secretsFolder,
        CacheDirectory: prefix,
        CacheDirectoryMode: "0700",
        ReadWritePaths: [progressFolder, ...(repository.type === "folder" ? [repository.path] : [])],
        ...(repository.type === "folder" ? {} : network),
        // Everything else on the host goes first.
        Nice: 19,
        CPUSchedulingPolicy: "batch",
        CPUWeight: 20,
        IOSchedulingClass: "idle",
        IOWeight: 20,
        MemoryMax: `${memoryLimitMib}M`,
        TasksMax: 64,
        TimeoutStartSec: "20h",
    };
}

/** The cloud's metadata service, which gives out credentials, is link-local. */
const network: SystemdDirectives = {
    PrivateNetwork: false,
    IPAddressDeny: "link-local multicast",
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
};

function backupService(chosen: BackupSettings): SystemdUnit {
    return {
        why: "Sends what has changed to the repository. Everything is encrypted before it leaves the host.",
        Unit: {
            Description: "Back up this host",
            Wants: `network-online.target ${prefix}-dumps.service`,
            After: `network-online.target ${prefix}-dumps.service ${restoreUnit}`,
            ...reportsOutcome,
        },
        Service: { ...readerOfEverything(chosen), ExecStart: `${programFolder}/run` },
    };
}

function checkService(chosen: BackupSettings): SystemdUnit {
    return {
        why: "Reads a part of the repository, and compares some files with those on disk.",
        Unit: {
            Description: "Check the backups of this host",
            Wants: "network-online.target",
            After: `network-online.target ${prefix}.service`,
            ...reportsOutcome,
        },
        Service: { ...readerOfEverything(chosen), ExecStart: `${programFolder}/check` },
    };
}

const freshnessService: SystemdUnit = {
    why: "Fails when there has been no good snapshot for too long.",
    Unit: { Description: "Check that backups are made", ...reportsOutcome },
    Service: {
        ...hardenedServiceSandbox,
        Type: "oneshot",
        User: backupAccount,
        Group: backupAccount,
        ExecStart: `${programFolder}/check-freshness`,
    },
};

/**
 * The programs that make dumps are those of services and apps: they become other accounts, and speak to databases of
 * this host. Nothing else, and nobody outside.
 */
const dumpsService = (changedByDumps: readonly string[]): SystemdUnit => ({
    why: "Makes consistent copies of what cannot be read while it changes, before the files are read.",
    Unit: { Description: "Make the dumps for the backup", ...reportsOutcome },
    Service: {
        ...hardenedServiceSandbox,
        Type: "oneshot",
        CapabilityBoundingSet: "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_SETGID CAP_SETUID",
        PrivateNetwork: false,
        PrivateUsers: false,
        ProtectHome: "read-only",
        IPAddressAllow: "localhost",
        RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
        // With priorities and limits, which PAM sets for whom a program becomes.
        SystemCallFilter: "@system-service",
        // A database server may compile its queries.
        MemoryDenyWriteExecute: false,
        ReadWritePaths: ["/var/lib/hardened-host-backup", ...changedByDumps.map((path) => `-${path}`)].join(" "),
        ExecStart: `${programFolder}/dump-all`,
        IOSchedulingClass: "idle",
        TimeoutStartSec: "6h",
    },
});

/** Writes any file as anybody's: what it may do cannot be much less than everything. */
const restoreService: SystemdUnit = {
    why: "Puts the data of an earlier host on this new one, once.",
    Unit: {
        Description: "Restore this host from its backup",
        ConditionPathExists: `!${restoredMarker}`,
        Wants: "network-online.target",
        After: "network-online.target",
        ...reportsOutcome,
    },
    Service: {
        ...hardenedServiceSandbox,
        Type: "oneshot",
        ExecStart: `${programFolder}/restore-once`,
        CapabilityBoundingSet:
            "CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_FSETID CAP_SETFCAP CAP_SETGID CAP_SETUID",
        ...network,
        PrivateUsers: false,
        ProtectHome: false,
        ProtectKernelModules: false,
        ProtectSystem: false,
        // What was setuid is so again.
        RestrictSUIDSGID: false,
        SystemCallFilter: "@system-service",
        MemoryDenyWriteExecute: false,
        // A stopped service that is started, and what is made on the way, is not to be hidden from others.
        UMask: "0022",
        TimeoutStartSec: "20h",
    },
    Install: { WantedBy: "multi-user.target" },
};
