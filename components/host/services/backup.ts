import type { BackupSet, Claims } from "../claims";
import { failureReportPlan } from "../failure-report";
import { mergePlans } from "../merge";
import type { Check } from "../part";
import type { PartialHostPlan } from "../plan";
import { configurationFiles } from "./backup/configuration";
import {
    backupAccount,
    configurationFolder,
    credentialSecret,
    dumpsFolder,
    passwordSecret,
    progressFolder,
    secretsFolder,
    settingsFile,
    stateFolder,
} from "./backup/names";
import { programFiles } from "./backup/programs";
import { hasCredential, repositoryReaches } from "./backup/repository";
import { ownSet, setFiles } from "./backup/sets";
import { backupSettings } from "./backup/settings";
import type { BackupSettings } from "./backup/settings";
import { restoreUnit, timersOf, unitFiles } from "./backup/units";
import { defineService } from "./service";

/**
 * Backups that are encrypted on the host, checked, and restorable on a new one: restic, from the distribution. What is
 * in a backup is what the settings and every other part of the host ask for ({@link BackupSet}).
 */
export const backup = defineService({
    id: "backup",
    settings: backupSettings,
    claims: (chosen) => ({
        backupSets: setOfSettings(chosen),
        restoresData: chosen.restoreFrom !== undefined,
        reaches: repositoryReaches(chosen.repository),
    }),
    plan: (chosen, host, claims) => {
        const parts = [
            { packages: ["acl", "restic"], ...accountPlan },
            {
                files: {
                    ...configurationFiles(chosen, host),
                    ...programFiles(),
                    ...unitFiles(chosen, claims.backupSets),
                },
            },
            setsPlan(claims),
            secretsPlan(chosen),
            repositoryPlan(chosen),
            restorePlan(chosen),
            { units: Object.fromEntries(timersOf(chosen).map((timer) => [timer, { enabled: true, active: true }])) },
            failureReportPlan(),
        ];
        return mergePlans(parts.map((plan) => ({ by: "backup", plan })));
    },
    checks: (chosen) => [...(chosen.mode === "backup" ? runningChecks(chosen) : []), ...secrecyChecks],
});

const accountPlan: PartialHostPlan = {
    users: { [backupAccount]: { shell: "/usr/sbin/nologin", home: stateFolder, groups: [], system: true } },
    folders: {
        [configurationFolder]: {},
        [secretsFolder]: { mode: "0500", owner: backupAccount, group: backupAccount },
        [stateFolder]: {},
        [dumpsFolder]: { mode: "0700" },
        [progressFolder]: { mode: "0700", owner: backupAccount, group: backupAccount },
    },
};

function setOfSettings({ paths, exclude }: BackupSettings): readonly BackupSet[] {
    return paths.length === 0 ? [] : [{ name: ownSet, paths, exclude }];
}

function setsPlan({ backupSets }: Claims): PartialHostPlan {
    return { files: setFiles(backupSets) };
}

/** The account's own files: whoever else is root without capabilities, as our other units are, cannot read them. */
function secretsPlan({ repository }: BackupSettings): PartialHostPlan {
    const slot = (secret: string) => ({ secret, owner: backupAccount, group: backupAccount });
    return {
        secretFiles: {
            [`${secretsFolder}/password`]: slot(passwordSecret),
            ...(hasCredential(repository) ? { [`${secretsFolder}/repository`]: slot(credentialSecret) } : {}),
        },
    };
}

function repositoryPlan({ repository }: BackupSettings): PartialHostPlan {
    if (repository.type !== "folder") return {};
    return { folders: { [repository.path]: { mode: "0700", owner: backupAccount, group: backupAccount } } };
}

/** Begun by the delivery and not waited for: a restore takes longer than a delivery may. */
function restorePlan({ restoreFrom }: BackupSettings): PartialHostPlan {
    if (restoreFrom === undefined) return {};
    const start =
        `if systemctl cat ${restoreUnit} >/dev/null 2>&1; then ` + `systemctl start --no-block ${restoreUnit}; fi`;
    return {
        units: { [restoreUnit]: { enabled: true } },
        activations: { "zy-backup-restore": { watches: [settingsFile], command: start } },
    };
}

function runningChecks(chosen: BackupSettings): Check[] {
    return [
        {
            title: "the next backup is waiting for its time",
            command: `systemctl is-active --quiet ${timersOf(chosen).join(" ")}`,
        },
        {
            title: `a good snapshot was made in the last ${chosen.staleAfterHours} hours`,
            sideEffect: "runs the check that sends a notice when it fails",
            command: "systemctl start hardened-host-backup-freshness.service",
        },
    ];
}

const secrecyChecks: readonly Check[] = [
    {
        title: "the password of the backups is readable by the backup account only",
        command: `[ "$(stat -c %U:%a ${secretsFolder}/password)" = ${backupAccount}:400 ]`,
    },
];
