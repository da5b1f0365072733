import { z } from "zod";
import { failureReportPlan } from "../failure-report";
import { absolutePath } from "../values";
import { defineHardening } from "./hardening";
import type { Check } from "../part";
import { aideConf } from "./integrity/aide-conf";
import { baselineFiles, checkFiles, databaseFolder, readerAccount, refreshCommand, timers } from "./integrity/units";

const configuration = "/etc/aide/aide.conf";

const settings = z.strictObject({
    watchedFolders: z.array(absolutePath()).default([]).meta({
        description: "Folders to watch besides /boot, /etc, /opt, /root, /usr and the crontabs.",
    }),
    ignoredPaths: z.array(absolutePath()).default([]).meta({
        description: "Files and folders that change by themselves and are left out.",
    }),
});

/**
 * A baseline of every program and configuration file, compared daily: ANSSI R76, CIS 6.3.1. AIDE, from the
 * distribution; the tables of rootkit scanners (rkhunter, chkrootkit) have known the same names for years, cry wolf
 * at ordinary files and miss what is new, so none is installed.
 */
export const integrity = defineHardening({
    id: "integrity",
    settings,
    plan: (chosen, _host, { certificateCopies }) => {
        const failures = failureReportPlan();
        // Renewed by the host itself, every few weeks.
        const ignoredPaths = [...chosen.ignoredPaths, ...certificateCopies.map(({ folder }) => folder)];
        return {
            // Without aide-common: of its 200 snippets of rules none is used, and they take a minute to install.
            packages: ["aide"],
            users: { [readerAccount]: { shell: "/usr/sbin/nologin", home: databaseFolder, groups: [], system: true } },
            folders: {
                ...failures.folders,
                [databaseFolder]: { mode: "0700", owner: readerAccount, group: readerAccount },
            },
            files: {
                ...failures.files,
                [configuration]: {
                    content: aideConf({ ...chosen, ignoredPaths }),
                    validate: 'aide --config="$1" --config-check',
                },
                ...baselineFiles(configuration),
                ...checkFiles(configuration),
            },
            units: Object.fromEntries(timers.map((timer) => [timer, { enabled: true, active: true }])),
            // A delivery is a wanted change: the baseline follows it. Key and order: after every other activation.
            activations: {
                "zz-integrity": { watches: ["/boot/", "/etc/", "/opt/", "/root/", "/usr/"], command: refreshCommand },
            },
        };
    },
    checks: () => checks,
});

const checks: readonly Check[] = [
    {
        title: "the configuration of the integrity check is valid and the daily check is waiting",
        covers: ["CIS13 6.3.2", "BP28 R76"],
        command: `aide --config=${configuration} --config-check && systemctl is-active --quiet ${timers.join(" ")}`,
    },
    {
        title: "a baseline of the host's files exists or is about to be made",
        covers: ["CIS13 6.3.1", "BP28 R76"],
        command: "[ -s /var/lib/aide/aide.db ] || [ -e /var/lib/aide/refresh-wanted ]",
    },
];
