import { z } from "zod";
import type { Reach } from "../../reach";
import { backupAccount } from "./names";
import { absolutePath, portNumber } from "../../values";

/** Text that may stand in an address: no quotes, spaces or shell's special characters. */
const plainName = (what: string) =>
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/, `must be ${what}: letters, digits and ._-`);

const folderName = () =>
    z
        .string()
        .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "must be names of letters, digits and ._-, joined by /")
        .refine((path) => !path.split("/").some((part) => /^\.+$/.test(part)), "must not contain . or .. parts");

const caCertificate = () =>
    z
        .string()
        .regex(
            /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
            "must be certificates in PEM form",
        )
        .optional()
        .meta({ description: "Certificate that signs the server's, in PEM form, where it is one of your own." });

const s3 = z.strictObject({
    type: z.literal("s3").meta({ description: "A bucket of Amazon S3, or of a service that speaks its language." }),
    endpoint: plainName("a host name")
        .default("s3.amazonaws.com")
        .meta({ description: "Host name of the service, always by HTTPS: `fra1.digitaloceanspaces.com`." }),
    port: portNumber().default(443).meta({ description: "TCP port." }),
    bucket: plainName("the name of a bucket").meta({ description: "Name of the bucket, made beforehand." }),
    prefix: folderName().optional().meta({ description: "Folder in the bucket. Default: the host's name." }),
    region: plainName("the name of a region")
        .optional()
        .meta({ description: "Region, where the service asks for it." }),
    accessKeyId: plainName("the id of an access key").meta({
        description: "Id of the access key, whose secret half is the stack's secret `backup-repository`.",
    }),
    caCertificate: caCertificate(),
});

const sftp = z.strictObject({
    type: z.literal("sftp").meta({
        description: "A folder of an SSH server; the private key is the stack's secret `backup-repository`.",
    }),
    host: plainName("a host name or an address").meta({ description: "Host name or IPv4 address." }),
    port: portNumber().default(22).meta({ description: "TCP port." }),
    user: plainName("an account").meta({ description: "Account on the server." }),
    path: absolutePath().meta({ description: "Folder on the server." }),
    hostKey: z
        .string()
        .regex(
            /^(ssh-ed25519|ecdsa-sha2-nistp256) [A-Za-z0-9+/]+=*$/,
            "must be an ed25519 or ECDSA key: type and base64",
        )
        .meta({ description: "Public host key of the server, type and base64; no other is believed." }),
});

const rest = z.strictObject({
    type: z.literal("rest").meta({
        description:
            "A rest-server, which with `--append-only` lets no host delete; the password is the stack's secret " +
            "`backup-repository`.",
    }),
    host: plainName("a host name or an address").meta({ description: "Host name or IPv4 address, always by HTTPS." }),
    port: portNumber().default(8000).meta({ description: "TCP port." }),
    path: folderName().optional().meta({ description: "Folder on the server. Default: the user's name." }),
    user: plainName("an account").meta({ description: "Account on the server." }),
    caCertificate: caCertificate(),
});

const folder = z.strictObject({
    type: z.literal("folder").meta({ description: "A folder of this host, on a disk or volume of its own." }),
    path: absolutePath()
        .refine((path) => /^\/(srv|var|opt)\//.test(path), "must be below /srv, /var or /opt")
        .meta({
            description:
                "Folder. Once it has been used, an empty one in its place is an error: a volume that is not mounted.",
        }),
});

export const repositorySettings = z
    .discriminatedUnion("type", [s3, sftp, rest, folder], {
        error: "must have a type: s3, sftp, rest or folder",
    })
    .meta({
        description: "Where the backups go. One repository for each host.",
    });

export type RepositorySettings = z.output<typeof repositorySettings>;

/** The address as restic(1) takes it. It holds no secret. */
export function repositoryAddress(repository: RepositorySettings, hostname: string): string {
    switch (repository.type) {
        case "s3":
            return `s3:https://${s3Server(repository)}/${repository.bucket}/${repository.prefix ?? hostname}`;
        case "sftp":
            return `sftp://${repository.user}@${repository.host}:${repository.port}/${repository.path}`;
        case "rest":
            return `rest:https://${repository.host}:${repository.port}/${repository.path ?? repository.user}/`;
        case "folder":
            return repository.path;
    }
}

function s3Server({ endpoint, port }: { readonly endpoint: string; readonly port: number }): string {
    return port === 443 ? endpoint : `${endpoint}:${port}`;
}

/** The certificate that the settings give for the server, if it is of a kind that has one. */
export function caCertificateOf(repository: RepositorySettings): string | undefined {
    return repository.type === "s3" || repository.type === "rest" ? repository.caCertificate : undefined;
}

/** The way to the repository, for root as well, who restores. Amazon's buckets move about among thousands of addresses. */
export function repositoryReaches(repository: RepositorySettings): Reach[] {
    const reach = (port: number, to: Reach["to"]): Reach[] => [
        { purpose: "backup repository", accounts: [backupAccount, "root"], protocol: "tcp", ports: [port], to },
    ];
    switch (repository.type) {
        case "s3":
            return reach(
                repository.port,
                repository.endpoint.endsWith("amazonaws.com") ? "public" : [repository.endpoint],
            );
        case "sftp":
        case "rest":
            return reach(repository.port, [repository.host]);
        case "folder":
            return [];
    }
}

/** A local folder is reached without one. */
export function hasCredential({ type }: RepositorySettings): boolean {
    return type !== "folder";
}
