import { z } from "zod";
import { singleLine } from "../../values";

const weekday = z.enum(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);

const windowSettings = z.strictObject({
    days: z
        .array(weekday)
        .min(1, "must name at least one day")
        .default(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
        .meta({ description: "Days on which the window opens." }),
    start: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day from 00:00 to 23:59")
        .default("03:30")
        .meta({ description: "Time of day at which the window opens, in `timezone`." }),
    durationMinutes: z
        .int()
        .min(1, "must be 1 to 720 minutes")
        .max(720, "must be 1 to 720 minutes")
        .default(60)
        .meta({ description: "Length of the window. Each host acts at a moment in it that is always its own." }),
    timezone: z
        .string()
        .refine(isTimezone, "must be an IANA time zone such as UTC or Europe/Berlin")
        .default("UTC")
        .meta({ description: "IANA time zone of `start`." }),
});

export const updatesSettings = z.strictObject({
    packages: z.enum(["security", "stable"]).default("security").meta({
        description: "What is installed by itself: security updates, or the release's other corrections as well.",
    }),
    extraOrigins: z
        .array(singleLine().regex(/^[^"\\]+$/, "must not contain quotation marks or backslashes"))
        .default([])
        .meta({
            description:
                "Further sources, as unattended-upgrades matches them, for example `origin=Docker,label=Docker CE`.",
        }),
    window: windowSettings.prefault({}),
    rebootWhenNeeded: z.boolean().default(true).meta({
        description: "Restart the machine in the window when an update asks for it (a new kernel).",
    }),
    staleAfterHours: z.int().min(24, "must be 24 to 720 hours").max(720, "must be 24 to 720 hours").default(72).meta({
        description: "A host without a successful update for so long is reported as failed.",
    }),
});

export type UpdatesSettings = z.output<typeof updatesSettings>;

function isTimezone(name: string): boolean {
    if (!/^[A-Za-z0-9_+/-]+$/.test(name)) return false;
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
    } catch {
        return false;
    }
}
