import { z } from "zod";
import { downloadUrl, sha256Digest } from "../../program-source";
import { cidr, domainName, emailAddress, portNumber, singleLine } from "../../values";
import { authentication } from "./authentication";
import { isMapped, overlapsForbidden } from "./outgoing";
import { secretName } from "./secret-name";

/** Names of Zulip's rules: DEFAULT_RATE_LIMITING_RULES in its default_settings.py. */
const rateLimitNames = [
    "api_by_user",
    "api_by_ip",
    "authenticate_by_username",
    "email_change_by_user",
    "password_reset_form_by_email",
    "sends_email_by_ip",
    "spectator_attachment_access_by_file",
] as const;

const release = z.strictObject({
    version: z
        .string()
        .regex(/^\d+\.\d+(\.\d+)?$/, "must be a release of Zulip, such as 12.4")
        .meta({ description: "Release. A later one upgrades the server in place; the way back is a backup." }),
    sha256: sha256Digest().meta({
        description:
            "Digest of its tarball, from upstream's SHA256SUMS.txt. Any other download stops the delivery, and nothing " +
            "on the host changes.",
    }),
    url: downloadUrl().optional().meta({
        description: "Where the host downloads it. Left out: upstream's server.",
    }),
});

const email = z.strictObject({
    host: domainName().meta({ description: "Server that takes its e-mail." }),
    port: portNumber().default(587).meta({ description: "TCP port of that server." }),
    security: z.enum(["starttls", "tls"]).default("starttls").meta({
        description: "How the way there is encrypted: after a greeting, or from the start (port 465).",
    }),
    user: singleLine(100).min(1).optional().meta({ description: "Login there. Left out: none is needed." }),
    passwordSecret: secretName("zulipEmailPassword").meta({
        description: "Name of the secret with the password of that login.",
    }),
    from: emailAddress().optional().meta({
        description: "Sender of what nobody is to answer. Left out: `noreply` at the host name.",
    }),
});

const bucketName = () =>
    z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket, in lower case");
const httpsUrl = () =>
    z.string().regex(/^https:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[A-Za-z0-9._~/-]*)?$/, "must be an https address");

const s3 = z.strictObject({
    bucket: bucketName().meta({ description: "For files in messages. Not to be readable by the world." }),
    avatarBucket: bucketName().meta({ description: "For profile pictures. Readable by the world." }),
    region: singleLine(40).min(1).optional().meta({ description: "Region of the buckets." }),
    endpoint: httpsUrl().optional().meta({ description: "Another service than Amazon's." }),
    avatarUrl: httpsUrl().optional().meta({
        description: "Address of the profile pictures under a domain of their own, apart from the chat's.",
    }),
    keySecret: secretName("zulipS3Key").meta({ description: "Name of the secret with the access key." }),
    secretKeySecret: secretName("zulipS3SecretKey").meta({ description: "Name of the secret with its other half." }),
});

const uploads = z.strictObject({
    maxFileMib: z.int().min(0).max(10_240).default(100).meta({
        description: "Largest file that a user may share, in MiB; 0 for none at all.",
    }),
    s3: s3.optional().meta({ description: "Kept in S3. Left out: on the host, and in its backup." }),
});

/** What is no range at all has been said already. */
const when = ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0;

const outgoing = z.strictObject({
    denyRanges: z
        .array(cidr().refine((range) => !isMapped(range), { message: "must be written as IPv4", when }))
        .default([])
        .meta({
            description:
                "Address ranges that no user can make the server ask, beside all that is not the public Internet.",
        }),
    allowRanges: z
        .array(
            cidr().refine((range) => !overlapsForbidden(range), {
                message: "must not hold an address of the host itself or of a cloud's metadata service",
                when,
            }),
        )
        .default([])
        .meta({ description: "Private address ranges that it may ask after all: integrations in your own network." }),
});

const limit = z.strictObject({
    requests: z.int().min(1).max(1_000_000).meta({ description: "Requests that are answered in that time." }),
    perSeconds: z.int().min(1).max(2_592_000).meta({ description: "Time over which they are counted, in seconds." }),
});

/** Zulip's installer refuses what its manual gives as examples. */
const ownName = (example: string) => (text: string) => text !== example;

export const zulipSettings = z.strictObject({
    hostName: domainName()
        .refine(ownName("zulip.example.com"), "must be your own: Zulip's installer refuses this example")
        .meta({ description: "Full host name that users type: the domain of the certificate, or directly below it." }),
    administrator: emailAddress()
        .refine(ownName("zulip-admin@example.com"), "must be your own: Zulip's installer refuses this example")
        .meta({ description: "E-mail address of whoever runs the server. Shown to the public, and told of errors." }),
    release: release.meta({ description: "What is installed." }),
    organizationLink: z
        .boolean()
        .default(false)
        .meta({
            description:
                "A link at which, once and within a week, an organisation can be founded is made after the installation, and " +
                "put into the output `taskOutputs`. `up` waits for it, up to an hour.",
        }),
    postgresqlVersion: z
        .enum(["14", "15", "16", "17", "18"])
        .default("18")
        .meta({
            description:
                "Major version of the database, from PostgreSQL's own archive. It counts at the first installation; after " +
                "Zulip's `upgrade-postgresql` say the new one here.",
        }),
    email: email.meta({ description: "Outgoing e-mail: confirmations, resets, notifications." }),
    authentication: authentication.prefault({}).meta({ description: "How users log in: at least one way." }),
    passwordMinLength: z.int().min(8).max(100).default(12).meta({ description: "Shortest password, in characters." }),
    uploads: uploads.prefault({}).meta({ description: "Files that users share." }),
    imagePreviews: z.boolean().default(true).meta({
        description: "Images that messages link to are shown, fetched by the server (camo) and not by the readers.",
    }),
    websitePreviews: z.boolean().default(false).meta({
        description: "Pages that messages link to are fetched by the server and shown in short.",
    }),
    gravatar: z.boolean().default(false).meta({
        description: "Users without a picture get one from gravatar.com, which thereby learns of them.",
    }),
    outgoing: outgoing.prefault({}).meta({ description: "What users can make the server ask (Smokescreen)." }),
    rateLimits: z.partialRecord(z.enum(rateLimitNames), z.array(limit).min(1)).default({}).meta({
        description: "Rules that differ from Zulip's: each may have several limits. None can be switched off.",
    }),
    confineApplication: z.boolean().default(true).meta({
        description: "The sandbox around supervisor and nginx, which run Zulip's own programs.",
    }),
});

export type ZulipSettings = z.output<typeof zulipSettings>;
