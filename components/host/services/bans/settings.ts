import { z } from "zod";
import { cidr } from "../../values";

const wholeNumber = (minimum: number, maximum: number) => {
    const message = `must be a whole number from ${minimum} to ${maximum}`;
    return z.int({ error: message }).min(minimum, message).max(maximum, message);
};

const minutesOfYear = 366 * 24 * 60;

export const banSettings = z
    .strictObject({
        failures: wholeNumber(3, 1000).default(5).meta({
            description: "Failed logins of one source that bring a ban.",
        }),
        withinMinutes: wholeNumber(1, 1440).default(10).meta({ description: "Time in which they are counted." }),
        firstBanMinutes: wholeNumber(1, 10_080).default(10).meta({
            description: "Length of a source's first ban; each further one is twice as long.",
        }),
        longestBanMinutes: wholeNumber(1, minutesOfYear)
            .default(7 * 24 * 60)
            .meta({ description: "Length that bans grow to. A source is remembered for twice as long." }),
        exempt: z
            .array(cidr())
            .default([])
            .meta({
                description:
                    "Address ranges that are never banned, besides `trustedSources` and the computers that have " +
                    "delivered in the last 30 days.",
            }),
    })
    .refine(({ firstBanMinutes, longestBanMinutes }) => firstBanMinutes <= longestBanMinutes, {
        error: "must not be below firstBanMinutes",
        path: ["longestBanMinutes"],
    });

export type BanSettings = z.output<typeof banSettings>;
