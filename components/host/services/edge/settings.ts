import { z } from "zod";
import { sitePolicy } from "../../site-policy";
import { absolutePath, domainName, hostLabel, portNumber, singleLine } from "../../values";
import { limitSettings } from "./limit-settings";

/** Ports of the edge itself: a site that leads there would ask itself for ever. */
const ownPorts = [80, 443];

const upstreamShape = "must be {loopbackPort: <port>} or {unixSocket: <path>}, a program on this host";

const upstream = z
    .strictObject(
        {
            loopbackPort: portNumber()
                .refine((port) => !ownPorts.includes(port), "must not be a port of the edge itself, 80 or 443")
                .optional()
                .meta({ description: "TCP port on 127.0.0.1 where the program takes plain HTTP." }),
            unixSocket: absolutePath().optional().meta({
                description: "Or its Unix socket, which the group www-data must be able to write to.",
            }),
        },
        { error: ({ code }) => (code === "invalid_type" ? upstreamShape : undefined) },
    )
    .refine((given) => (given.loopbackPort === undefined) !== (given.unixSocket === undefined), upstreamShape);

/** An origin or a page of it: https only, and nothing that a configuration file would take for a variable. */
const redirectTarget = () =>
    z
        .string()
        .max(500, "must be at most 500 characters")
        .regex(
            /^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9/_.~%@:+-]*)?$/,
            "must be an address such as https://www.example.org or https://www.example.org/welcome",
        );

const page = z.strictObject({
    title: singleLine().min(1, "must not be empty").meta({ description: "Heading and title of the page." }),
    lines: z.array(singleLine(500)).default([]).meta({ description: "Paragraphs below it, plain text." }),
});

const site = z
    .strictObject({
        hostNames: z.array(domainName()).min(1, "must name at least one host name").meta({
            description: "Full host names, all of them names of the certificate.",
        }),
        upstream: upstream.optional().meta({ description: "Program behind the site, never over a network." }),
        redirectTo: redirectTarget().optional().meta({
            description: "Or where every visitor is sent. Without a path, the path that was asked for is kept.",
        }),
        page: page.optional().meta({ description: "Or a page that says so much and no more." }),
        policy: sitePolicy.prefault({}).meta({ description: "Where the site differs from the strict default." }),
    })
    .refine(
        ({ upstream: program, redirectTo, page: shown }) =>
            [program, redirectTo, shown].filter((one) => one !== undefined).length === 1,
        "must have exactly one of upstream, redirectTo and page",
    );

export type SiteSettings = z.output<typeof site>;

const oneYearInDays = 365;

const hsts = z
    .strictObject({
        maxAgeDays: z
            .int()
            .min(1, "must be 1 to 3650 days")
            .max(3650, "must be 1 to 3650 days")
            .default(2 * oneYearInDays)
            .meta({ description: "How long browsers remember that the sites have HTTPS only." }),
        includeSubDomains: z.boolean().default(true).meta({
            description: "The same for every name below those of the sites, whoever serves it.",
        }),
        preload: z.boolean().default(false).meta({
            description: "Asks for a place in the lists that browsers ship: hard to take back (hstspreload.org).",
        }),
    })
    .refine(({ preload, includeSubDomains }) => !preload || includeSubDomains, {
        error: "must be true where preload is",
        path: ["includeSubDomains"],
    })
    .refine(({ preload, maxAgeDays }) => !preload || maxAgeDays >= oneYearInDays, {
        error: `must be ${oneYearInDays} or more where preload is true`,
        path: ["maxAgeDays"],
    });

export const edgeSettings = z
    .strictObject({
        sites: z.record(hostLabel(), site).default({}).meta({
            description: "Sites by a short name, besides those of the host's apps.",
        }),
        plainHttp: z.enum(["redirect", "closed"]).default("redirect").meta({
            description: "Port 80: sends visitors of the sites to HTTPS, or is closed.",
        }),
        http3: z.boolean().default(true).meta({
            description: "HTTP/3 on 443/udp, where the distribution's nginx has it: Debian 13.",
        }),
        tlsProfile: z.enum(["intermediate", "modern"]).default("intermediate").meta({
            description: "Mozilla's guidelines 5.8: TLS 1.2 and 1.3, or 1.3 only.",
        }),
        hsts: hsts.prefault({}),
        limits: limitSettings.prefault({}),
        logRetentionDays: z
            .int()
            .min(1, "must be 1 to 365 days")
            .max(365, "must be 1 to 365 days")
            .default(14)
            .meta({ description: "How long access logs, which hold addresses of visitors, are kept." }),
    })
    .superRefine(({ sites }, context) => {
        for (const { path, name, other } of repeatedNames(sites)) {
            context.addIssue({
                code: "custom",
                path: ["sites", ...path],
                input: name,
                message: `must not be a host name of the site ${other} as well`,
            });
        }
    });

export type EdgeSettings = z.output<typeof edgeSettings>;

/** Host names that an earlier site, or the same one, has already. */
function repeatedNames(sites: Readonly<Record<string, SiteSettings>>) {
    const owners = new Map<string, string>();
    return Object.entries(sites).flatMap(([site, { hostNames }]) =>
        hostNames.flatMap((name, index) => {
            const other = owners.get(name);
            owners.set(name, other ?? site);
            return other === undefined ? [] : [{ path: [site, "hostNames", index], name, other }];
        }),
    );
}
