import { z } from "zod";
import { programPath, programSource } from "../../program-source";
import { looseningNames, loosenings } from "../../sandbox";
import type { Loosening } from "../../sandbox";
import { accountName, cidr, domainName, portNumber, singleLine } from "../../values";

/** Accounts and units that a host has by itself: a service of that name would take their place. */
const reserved =
    /^(root|daemon|bin|sys|sync|games|man|lp|mail|news|uucp|proxy|www-data|backup|list|irc|nobody|ssh|sshd|nftables|systemd-.*|dbus|hardened-host.*|.*-(site|health|proxy))$/;

/** Name of a service: of its account, unit and folders. */
export const serviceName = () =>
    accountName().refine((name) => !reserved.test(name), "must not be the name of an account or unit of the system");

const secretName = () => z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and _");
const variableName = () => z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a name of an environment variable");

const credential = z.strictObject({
    secret: secretName().meta({ description: "Name of the secret in the stack's settings." }),
    environment: variableName().optional().meta({
        description:
            "Environment variable that gets it. Left out: the program reads the file `$CREDENTIALS_DIRECTORY/<name>`.",
    }),
});

const reason = () => singleLine().min(8, "must say why, in at least 8 characters").optional();

/** One for each way to loosen a sandbox. */
function reasons(): Readonly<Record<Loosening, ReturnType<typeof reason>>> {
    const entries = looseningNames.map((name) => [
        name,
        reason().meta({ description: `Why it needs what is for ${loosenings[name]}.` }),
    ]);
    // Object.fromEntries forgets which keys there are.
    return Object.fromEntries(entries) as Record<Loosening, ReturnType<typeof reason>>;
}

/** One program as a service. */
export const definition = z
    .strictObject({
        description: singleLine().min(1).meta({ description: "What it is, in a few words." }),
        source: programSource,
        command: z.tuple([programPath()], singleLine(4096)).meta({
            description:
                "Program and arguments, as they are. A relative program lies in the folder of its version: `bin/app` " +
                "for wheels, `program` for a single file.",
        }),
        port: portNumber()
            .min(1024)
            .optional()
            .meta({
                description:
                    "TCP port on which it serves HTTP on 127.0.0.1. It has a loopback interface of its own, to which only " +
                    "the web edge has a way.",
            }),
        hostNames: z.array(singleLine()).default([]).meta({
            description: "Host names at which the web edge serves it.",
        }),
        destinations: z
            .union([z.literal("none"), z.literal("any"), z.array(cidr()).min(1)])
            .default("none")
            .meta({
                description: "Address ranges that it may talk to. With any of them it shares the host's network.",
            }),
        proxy: z
            .strictObject({
                allowedDomains: z.array(domainName()).default([]).meta({
                    description: "Domains, with all below them, that it may ask for. Empty: every one that is public.",
                }),
                deniedDomains: z.array(domainName()).default([]).meta({
                    description: "Domains, with all below them, that it may not ask for.",
                }),
            })
            .optional()
            .meta({
                description:
                    "It reaches the web through the host's proxy (the part `proxy`), which never leads to private addresses, " +
                    "and nothing else. It finds the proxy by the variables HTTPS_PROXY and HTTP_PROXY.",
            }),
        keepsState: z.boolean().default(true).meta({
            description: "It has a folder /var/lib/<name>, which nobody else can read and which is backed up.",
        }),
        environment: z.record(variableName(), singleLine(4096)).default({}).meta({
            description: "Environment variables, none of them secret.",
        }),
        credentials: z.record(secretName(), credential).default({}).meta({ description: "Secrets that it gets." }),
        healthCommand: singleLine(1000).optional().meta({
            description:
                "Shell command that exits 0 while it works; run in its sandbox at its start and every 5 minutes.",
        }),
        memoryMaxMib: z.int().min(16).default(256).meta({ description: "Main memory that it may have, in MiB." }),
        tasksMax: z.int().min(1).default(64).meta({ description: "Processes and threads that it may have." }),
        openFilesMax: z.int().min(64).default(1024).meta({ description: "Files and sockets that it may have open." }),
        loosen: z.strictObject(reasons()).prefault({}).meta({
            description: "What its sandbox lets it do beyond the least, and why: the reason stands in its unit.",
        }),
    })
    .refine(({ hostNames, port }) => hostNames.length === 0 || port !== undefined, {
        path: ["port"],
        message: "must be given where there are hostNames",
    })
    .refine(({ proxy, destinations }) => proxy === undefined || destinations === "none", {
        path: ["destinations"],
        message: "must be none where there is a proxy: it would be a way around it",
    })
    .refine(({ port, destinations }) => port === undefined || destinations === "none", {
        path: ["destinations"],
        message: "must be none where there is a port: it serves on a loopback interface of its own",
    });

export type Definition = z.output<typeof definition>;
