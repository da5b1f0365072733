import { z } from "zod";

const limited = (min: number, max: number, unit: string) => {
    const range = `must be a whole number from ${min} to ${max} ${unit}`;
    return z.int({ error: range }).min(min, range).max(max, range);
};

export const loggingSettings = z.strictObject({
    journal: z
        .strictObject({
            maxDiskMib: limited(64, 65_536, "MiB")
                .default(1024)
                .meta({ description: "Disk that the journal may take." }),
            retentionDays: limited(1, 3650, "days").default(90).meta({ description: "Older entries are deleted." }),
        })
        .prefault({}),
    audit: z
        .strictObject({
            maxFileMib: limited(1, 1024, "MiB").default(16).meta({ description: "Size of one file of the audit log." }),
            files: limited(2, 99, "files").default(8).meta({ description: "Files kept; the oldest goes first." }),
            immutable: z.boolean().default(false).meta({
                description: "Rules are locked until reboot, against root as well: changes to them then need a reboot.",
            }),
        })
        .prefault({}),
    processAccounting: z
        .boolean()
        .default(true)
        .meta({ description: "A record of every program that ran (lastcomm)." }),
});

export type LoggingSettings = z.output<typeof loggingSettings>;
