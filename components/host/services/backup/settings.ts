import { z } from "zod";
import { absolutePath } from "../../values";
import { repositorySettings } from "./repository";

const wholeNumber = (low: number, high: number, unit: string) => {
    const problem = `must be ${low} to ${high} ${unit}`;
    return z.int(problem).min(low, problem).max(high, problem);
};

const calendar = () =>
    z
        .string()
        .regex(
            /^[A-Za-z0-9*:,./ -]{1,100}$/,
            "must be a time as systemd.time(7) has it: *-*-* 02:00:00 UTC, or hourly",
        );

/** A pattern that is no path of its own: it applies below the paths of its set. */
export const excludePattern = () =>
    z
        .string()
        .regex(
            /^[^\n\r!#$\s][^\n\r$]*$/,
            "must be one line, with neither a dollar sign nor !, # or a blank at its start",
        );

export const backupSettings = z.strictObject({
    repository: repositorySettings,
    paths: z.array(absolutePath()).default([]).meta({
        description: "Files and folders to back up, besides what services and apps ask for.",
    }),
    exclude: z.array(excludePattern()).default([]).meta({
        description: "Patterns below `paths` that are left out, as restic takes them: `*.log`, `cache`.",
    }),
    schedule: calendar().default("*-*-* 01:00:00").meta({
        description: "When it runs, as systemd.time(7) has it. Made up for when the host was off.",
    }),
    jitterMinutes: wholeNumber(0, 1440, "minutes").default(120).meta({
        description:
            "Each host starts so many minutes later at most, always the same, so that hosts do not all start at once.",
    }),
    attempts: wholeNumber(1, 10, "attempts").default(3).meta({
        description: "How often a run that cannot reach the repository, or finds it locked, is tried.",
    }),
    retryMinutes: wholeNumber(0, 120, "minutes").default(15).meta({ description: "Pause between two attempts." }),
    lockWaitMinutes: wholeNumber(0, 120, "minutes").default(10).meta({
        description: "How long an attempt waits for another's lock. A stale one is removed after half an hour.",
    }),
    staleAfterHours: wholeNumber(2, 720, "hours").default(26).meta({
        description: "A host without a good snapshot for so long is reported as failed.",
    }),
    keepDays: wholeNumber(7, 3650, "days")
        .default(90)
        .meta({
            description:
                "`npm run backup-prune` forgets snapshots that are older, and nothing else. Junk that somebody adds with the " +
                "host's credential takes no place of a good snapshot; it must be noticed within this time.",
        }),
    memoryLimitMib: wholeNumber(128, 65_536, "MiB").default(1024).meta({ description: "Memory that a run may use." }),
    uploadLimitKibPerSecond: wholeNumber(0, 10_000_000, "KiB").default(0).meta({
        description: "Upload limit in KiB a second; 0 is none.",
    }),
    check: z
        .strictObject({
            schedule: calendar().default("Sun *-*-* 05:00:00").meta({ description: "When the repository is checked." }),
            parts: wholeNumber(1, 366, "parts").default(12).meta({
                description: "Each check reads one of so many parts of the stored data, in turn.",
            }),
            sampleFiles: wholeNumber(1, 1000, "files").default(20).meta({
                description: "Files that each check reads back from the repository and compares with those on disk.",
            }),
        })
        .prefault({}),
    restoreFrom: z
        .string()
        .regex(/^(latest|[0-9a-f]{8,64})$/, "must be latest, or the id of a snapshot")
        .optional()
        .meta({
            description:
                "A new host gets its data from this snapshot, `latest` or an id, once, at its first delivery. A host " +
                "that has been restored, or has made a backup, is never overwritten by it.",
        }),
    mode: z.enum(["backup", "restore-only"]).default("backup").meta({
        description: "`restore-only` never writes to the repository: for a drill, or a copy beside the living host.",
    }),
});

export type BackupSettings = z.output<typeof backupSettings>;
