import { z } from "zod";
import type { ManagedFile, PartialHostPlan } from "../plan";
import { shellQuote } from "../shell-quote";
import { singleLine } from "../values";
import { defineHardening } from "./hardening";
import type { BenchmarkItem } from "../benchmark-items";
import type { Check, HostFacts } from "../part";
import { nameResolutionChecks, nameResolutionPlan } from "./minimal/name-resolution";
import { unneededPackages, unneededUnits } from "./minimal/packages";
import { timeSyncChecks, timeSyncPlan, timeSyncReaches } from "./minimal/time-sync";

/** Says nothing of the host, its owner or its system: CIS 1.6. */
const defaultBanner = [
    "This is a private system. Access is restricted to authorized users, for purposes of its owner only.",
    "All activity is monitored and recorded, and may be used as evidence of a criminal offence.",
    "Unauthorized access is prohibited. Disconnect now if you are not an authorized user.",
];

const settings = z.strictObject({
    banner: z
        .array(singleLine(120))
        .max(20, "must be at most 20 lines")
        .default(defaultBanner)
        .meta({ description: "Lines shown before login, on the console and by SSH. Empty for none." }),
    keepPackages: z
        .array(singleLine().regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package"))
        .default([])
        .meta({
            description: "Packages taken off the list of those that are purged, for example `rpcbind` for NFS.",
        }),
    cronUsers: z
        .array(singleLine().regex(/^[a-z_][a-z0-9_-]*$/, "must be the name of an account"))
        .default([])
        .meta({
            description: "Accounts besides root that may have a crontab or use at.",
        }),
    timeSync: z
        .strictObject({
            protocol: z.enum(["ntp", "nts"]).default("ntp").meta({
                description: "Plain NTP by systemd-timesyncd, or NTP with proof of the server (RFC 8915) by chrony.",
            }),
            servers: z
                .array(singleLine(253).regex(/^[A-Za-z0-9:][A-Za-z0-9.:-]*$/, "must be a host name or an address"))
                .default([])
                .meta({ description: "Time servers. Empty for the distribution's, or three public ones for NTS." }),
        })
        .prefault({}),
});

type Settings = z.output<typeof settings>;

/** What is not there needs no update and opens no door. */
export const minimal = defineHardening({
    id: "minimal",
    settings,
    claims: ({ timeSync }) => ({ reaches: timeSyncReaches(timeSync) }),
    plan: (chosen, host) => {
        const time = timeSyncPlan(chosen.timeSync);
        return {
            packages: time.packages ?? [],
            removedPackages: packagesToRemove(chosen, host),
            folders: cronFolders,
            files: { ...bannerFiles(chosen), ...allowFiles(chosen), ...time.files, ...nameResolutionPlan.files },
            units: { ...time.units, ...nameResolutionPlan.units, ...maskedUnits() },
        };
    },
    checks: (chosen, host) => [
        ...packageChecks(chosen, host),
        ...bannerChecks(chosen),
        ...cronChecks,
        ...nameResolutionChecks,
        ...timeSyncChecks(chosen.timeSync),
    ],
});

function maskedUnits(): NonNullable<PartialHostPlan["units"]> {
    return Object.fromEntries(Object.keys(unneededUnits).map((unit) => [unit, { masked: true }]));
}

/** Not shown as a file of ours: the banner is what a stranger reads. */
function bannerFiles({ banner }: Settings): Record<string, ManagedFile> {
    const content = `${banner.join("\n")}\n`;
    return {
        "/etc/issue": { content },
        "/etc/issue.net": { content },
        // Debian's has a disclaimer of warranty that nobody reads at every login; notices of failures go below it.
        "/etc/motd": { content: "" },
    };
}

/** With an allow file, only the accounts in it have crontabs: crontab(1), at(1), CIS 2.4.1.8 and 2.4.2.1. */
function allowFiles({ cronUsers }: Settings): Record<string, ManagedFile> {
    const content = ["root", ...cronUsers, ""].join("\n");
    // crontab and at run as groups of their own and must read the list, or nobody who is on it is let in.
    const mode = cronUsers.length === 0 ? "0600" : "0644";
    return { "/etc/cron.allow": { content, mode }, "/etc/at.allow": { content, mode } };
}

/** Jobs of the system are root's to read: CIS 2.4.1.3 to 7, lynis FILE-7524. */
const cronFolders = Object.fromEntries(
    ["cron.d", "cron.hourly", "cron.daily", "cron.weekly", "cron.monthly"].map((name) => [
        `/etc/${name}`,
        { mode: "0700" },
    ]),
);

function packagesToRemove({ keepPackages }: Settings, { distribution, stepsBack }: HostFacts): readonly string[] {
    const kept = stepsBack?.rpcbind === undefined ? keepPackages : [...keepPackages, "rpcbind"];
    return unneededPackages(distribution.id, kept);
}

function packageChecks(chosen: Settings, host: HostFacts): Check[] {
    const names = packagesToRemove(chosen, host);
    return [
        {
            title: "no unneeded package is installed",
            covers: [
                "BP28 R58",
                "BP28 R62",
                "CIS13 2.1.2",
                "CIS13 2.1.7",
                "CIS13 2.1.10",
                "CIS13 2.1.11",
                "CIS13 2.1.12",
                "CIS13 2.1.15",
                "CIS13 2.1.16",
                "CIS13 2.1.17",
                "CIS13 2.1.20",
                "CIS13 2.2.1",
                "CIS13 2.2.2",
                "CIS13 2.2.3",
                "CIS13 2.2.4",
                "CIS13 2.2.6",
            ],
            command: `! dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' ${names.join(" ")} 2>/dev/null | grep '^installed '`,
            holdsOnStock: "minimal cloud images have none of them",
        },
        {
            title: "units that hand out root or restarts at the console cannot be started",
            command: Object.keys(unneededUnits)
                .map((unit) => `[ "$(systemctl show -p LoadState --value ${unit})" = masked ]`)
                .join(" && "),
        },
    ];
}

function bannerChecks({ banner }: Settings): Check[] {
    const [first = ""] = banner;
    const files: readonly (readonly [string, readonly BenchmarkItem[]])[] = [
        ["/etc/issue", ["CIS13 1.6.2"]],
        ["/etc/issue.net", ["CIS13 1.6.3", "CIS13 5.1.5"]],
    ];
    return files.map(([file, covers]) => ({
        title: `${file} shows the banner and nothing about the system`,
        covers,
        command: `head -n 1 ${file} | grep -Fqx -- ${shellQuote(first)} && ! grep -Eq 'Debian|Ubuntu|\\\\[lmnrsv]' ${file}`,
    }));
}

const cronChecks: readonly Check[] = [
    {
        title: "an account that is not listed cannot have a crontab",
        covers: ["CIS13 2.4.1.9"],
        command:
            '[ "$(stat -c %U /etc/cron.allow)" = root ] && ! grep -qx nobody /etc/cron.allow && ' +
            "{ ! command -v crontab >/dev/null || ! setpriv --reuid=65534 --regid=65534 --clear-groups crontab -l 2>&1 | grep -q 'no crontab for'; }",
    },
    {
        title: "jobs of the system are root's to read",
        covers: ["CIS13 2.4.1.3", "CIS13 2.4.1.4", "CIS13 2.4.1.5", "CIS13 2.4.1.6", "CIS13 2.4.1.8"],
        command:
            'for d in /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly; do [ "$(stat -c %a $d)" = 700 ] || exit 1; done',
    },
];
