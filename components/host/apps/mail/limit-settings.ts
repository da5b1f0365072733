import { z } from "zod";

const count = (description: string, fallback: number, max: number) =>
    z.int().min(1, `must be 1 to ${max}`).max(max, `must be 1 to ${max}`).default(fallback).meta({ description });

const score = (description: string, fallback: number) =>
    z.number().min(1, "must be 1 to 100").max(100, "must be 1 to 100").default(fallback).meta({ description });

/** Where a figure is Cloudron's, its guide says so: 50 connections of one address, 500 of what is relayed. */
export const limits = z
    .strictObject({
        connectionsPerSource: count("Connections that one address may have at once, to each service.", 50, 10_000),
        loginsPerMinute: count("Attempts to log in for sending, of one address in a minute.", 30, 10_000),
        messagesPerHour: count(
            "Messages that one user may send in an hour; a stolen password sends no more.",
            500,
            100_000,
        ),
        recipientsPerMessage: count("Recipients of one message.", 100, 1000),
        messageMib: count("Largest message, in MiB.", 50, 1024),
        greylistScore: score("Spam score from which an unknown sender is asked to try again later.", 4),
        junkScore: score("Spam score from which mail goes to the folder Junk.", 6),
        rejectScore: score("Spam score from which mail is refused.", 15),
    })
    .refine(({ greylistScore, junkScore, rejectScore }) => greylistScore <= junkScore && junkScore <= rejectScore, {
        path: ["junkScore"],
        message: "must not be less than greylistScore, nor more than rejectScore",
    })
    .prefault({})
    .meta({ description: "What one address, user or message may take." });
