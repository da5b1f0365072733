import { z } from "zod";
import { downloadUrl, sha256Digest } from "../../program-source";
import { singleLine } from "../../values";

const hostName = () =>
    z.string().regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "must be a full host name in lower case");

const archiveName = () =>
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,120}\.zim$/, "must be a file name that ends in .zim");

const archive = z.strictObject({
    sha256: sha256Digest().meta({ description: "Digest of the file. Another file is never served." }),
    url: downloadUrl()
        .optional()
        .meta({ description: "Where the host downloads it. Left out: an administrator puts it into /srv/zim/temp." }),
    folder: z
        .enum(["public", "restricted"])
        .default("public")
        .meta({ description: "Whether every account of the host may read it, or the server only." }),
});

export const openzimMcpSettings = z.strictObject({
    hostName: hostName().meta({ description: "Host name at which the web edge serves it." }),
    tokenSecret: singleLine(64)
        .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and _")
        .default("openzimMcpToken")
        .meta({ description: "Name of the secret that clients must send as a bearer token: printable ASCII, long." }),
    mode: z.enum(["simple", "advanced"]).default("simple").meta({
        description: "One tool that understands questions, or all tools for clients that know them.",
    }),
    archives: z.record(archiveName(), archive).default({}).meta({
        description: "ZIM files by name. A new one is fetched, checked and then moved in, after the delivery.",
    }),
    maxContentLength: z.int().min(100).max(10_000_000).default(100_000).meta({
        description: "Longest text of one answer, in characters.",
    }),
    requestsPerSecond: z.int().min(1).max(1000).default(20).meta({
        description: "Units of work that one client may ask for in a second; a search costs more than one.",
    }),
    burst: z.int().min(1).max(1000).default(40).meta({ description: "Units of work that it may ask for at once." }),
    logLevel: z.enum(["DEBUG", "INFO", "WARNING", "ERROR"]).default("INFO").meta({
        description: "How much it writes into the journal.",
    }),
    memoryMaxMib: z.int().min(256).default(768).meta({ description: "Main memory that it may have, in MiB." }),
    index: downloadUrl().optional().meta({
        description:
            "Package index to install from, for a host that reaches a mirror only. Left out: the one that pip knows.",
    }),
    alertAfterRefusals: z.int().min(1).default(20).meta({
        description: "Refused requests within ten minutes that are announced as an attack.",
    }),
});

export type OpenzimMcpSettings = z.output<typeof openzimMcpSettings>;
