import { z } from "zod";
import { downloadUrl, sha256Digest } from "../../program-source";
import { cidr, domainName, emailAddress, singleLine } from "../../values";

const release = z.strictObject(
    {
        url: downloadUrl().meta({
            description:
                "Zip archive of the release for this machine's processor and glibc. Upstream's own address changes what it " +
                "gives: keep a copy where a new host will still find it.",
        }),
        sha256: sha256Digest().meta({
            description:
                "Its digest, by `sha256sum`: upstream publishes none. Anything else stops the delivery, and nothing on the " +
                "host changes.",
        }),
        version: z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,40}$/, "must be up to 41 letters, digits and ._+-")
            .meta({ description: "Its version, for people: part of its folder's name." }),
    },
    {
        error: ({ code }) =>
            code === "invalid_type"
                ? "must be {url, sha256, version} of upstream's release, a zip archive: docs/apps/pleroma.md says how to get it"
                : undefined,
    },
);

const firstAdministrator = z.strictObject({
    name: z
        .string()
        .regex(/^[a-z0-9_]{1,30}$/, "must be 1 to 30 letters, digits and _, in lower case")
        .meta({ description: "Name before the server's in its address." }),
    email: emailAddress().meta({ description: "Its e-mail address." }),
});

export const pleromaSettings = z
    .strictObject({
        hostName: domainName().meta({
            description: "Host name of the server: part of every address on it, and never to be changed.",
        }),
        mediaHostName: domainName().meta({
            description: "Host name of its own for what users upload, so that it can do nothing to their sessions.",
        }),
        name: singleLine(100).min(1, "must not be empty").meta({ description: "Name of the server, shown to people." }),
        email: emailAddress().meta({ description: "Address of whoever runs it, shown to people and other servers." }),
        release: release.meta({ description: "The release that is installed." }),
        firstAdministrator: firstAdministrator.optional().meta({
            description:
                "Account that is made once, after the delivery. The address at which its password is set, good once, is in " +
                "the output `taskOutputs`.",
        }),
        registrations: z
            .enum(["closed", "invited", "approved"])
            .default("closed")
            .meta({
                description:
                    "Who may make an account: nobody but an administrator, whoever was invited, or anyone whom an " +
                    "administrator approves.",
            }),
        federation: z.boolean().default(true).meta({ description: "Users talk to users of other servers." }),
        mediaProxy: z.boolean().default(false).meta({
            description: "Media of other servers come through this one, which hides its users' addresses from them.",
        }),
        privateDestinations: z
            .array(cidr())
            .default([])
            .meta({
                description:
                    "Ranges of private networks that it may talk to nevertheless. It fetches what strangers name: of the " +
                    "private ones it reaches only name servers.",
            }),
        maxUploadMib: z.int().min(1, "must be 1 to 1024 MiB").max(1024, "must be 1 to 1024 MiB").default(16).meta({
            description: "Largest file that a user may upload, in MiB.",
        }),
        databaseConnections: z.int().min(5, "must be 5 to 90").max(90, "must be 5 to 90").default(20).meta({
            description: "Connections to the database that it keeps.",
        }),
        memoryMaxMib: z.int().min(512).default(1024).meta({ description: "Main memory that it may have, in MiB." }),
        databaseMemoryMaxMib: z.int().min(256).default(768).meta({
            description: "Main memory that the database server may have, in MiB.",
        }),
    })
    .refine(({ hostName, mediaHostName }) => hostName !== mediaHostName, {
        path: ["mediaHostName"],
        message: "must not be hostName: uploads would run with the rights of the site",
    });

export type PleromaSettings = z.output<typeof pleromaSettings>;
