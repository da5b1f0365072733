import { z } from "zod";
import { failureReportPlan } from "../failure-report";
import { absolutePath } from "../values";
import { defineHardening } from "./hardening";
import type { Check } from "./hardening";
import { aideConf } from "./integrity/aide-conf";
import { baselineFiles, checkFiles, refreshCommand, timers } from "./integrity/units";

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
    plan: (chosen) => {
        const failures = failureReportPlan();
        return {
            // aide-common has the account that reads everything and writes nothing.
            packages: ["aide", "aide-common"],
            folders: { ...failures.folders },
            files: {
                ...failures.files,
                [configuration]: { content: aideConf(chosen), validate: 'aide --config="$1" --config-check' },
                ...baselineFiles(configuration),
                ...checkFiles(configuration),
            },
            units: {
                // The package's own check would run beside ours, by mail that nobody gets.
                "dailyaidecheck.timer": { enabled: false, active: false },
                ...Object.fromEntries(timers.map((timer) => [timer, { enabled: true, active: true }])),
            },
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
        command: `aide --config=${configuration} --config-check && systemctl is-active --quiet ${timers.join(" ")}`,
    },
    {
        title: "a baseline of the host's files exists or is about to be made",
        command: "[ -s /var/lib/aide/aide.db ] || [ -e /var/lib/aide/refresh-wanted ]",
    },
];
