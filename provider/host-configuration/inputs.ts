import { z } from "zod";

const managedRoots = ["/etc", "/usr/local", "/var", "/srv", "/opt", "/home", "/root", "/boot"];

/** Absolute path that needs no quoting anywhere: no white space, no `.` or `..` part. */
const managedPath = z
    .string()
    .regex(/^(\/[A-Za-z0-9@_+:,.-]+)+$/, "must be an absolute path of letters, digits and @_+:,.-")
    .refine((path) => !/\/\.{1,2}(\/|$)/.test(path), "must not contain . or .. parts")
    .refine(
        (path) => managedRoots.some((root) => path.startsWith(`${root}/`)),
        // The sandbox of the rollback units writes nowhere else.
        "must be below /etc, /usr/local, /var, /srv, /opt, /home, /root or /boot",
    );

const accountName = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be an account name such as deploy");
const mode = z.string().regex(/^0[0-7]{3}$/, "must be four octal digits such as 0644");
const packageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package");
const unitName = z
    .string()
    .regex(/^[A-Za-z0-9@_:.\\-]+\.(service|socket|timer|mount|path|target|slice)$/, "must be a full systemd unit name");
export const oneLine = z.string().regex(/^[^\n\r\0]*$/, "must be one line");
const port = z.int().min(1).max(65535);
const ed25519PublicKey = z
    .string()
    .regex(/^ssh-ed25519 [A-Za-z0-9+/]+=*$/, "must be an ed25519 public key, type and base64, without a comment");

const ownership = { mode, owner: accountName, group: accountName };
const text = z.string().refine((content) => !content.includes("\0"), "must be text without NUL bytes");

const managedFile = z.strictObject({ content: text, ...ownership, validate: oneLine.optional() });
const secretFile = z.strictObject({ content: text, ...ownership });
const managedFolder = z.strictObject({ ...ownership, exclusive: z.boolean() });
const managedUser = z.strictObject({
    shell: z.string().regex(/^(\/[A-Za-z0-9_+.-]+)+$/, "must be the absolute path of a program"),
    home: managedPath,
    groups: z.array(accountName),
    system: z.boolean(),
});
const unitState = z.strictObject({
    enabled: z.boolean().optional(),
    active: z.boolean().optional(),
    masked: z.boolean().optional(),
    onChange: z.enum(["reload", "restart"]).optional(),
    watches: z.array(z.string()).optional(),
});
const activation = z.strictObject({ watches: z.array(z.string()), command: oneLine });
const build = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 digest") });
const opening = z.strictObject({
    protocol: z.enum(["tcp", "udp"]),
    port,
    portEnd: port.optional(),
    sources: z.array(z.string()),
    purpose: oneLine,
    rateLimit: z.strictObject({ connections: z.int().min(1), perSeconds: z.int().min(1) }).optional(),
    connectionsPerSource: z.int().min(1).optional(),
});

export const connection = z.strictObject({
    /** Name or address that the client connects to. */
    address: z.string().regex(/^[A-Za-z0-9.:_-]+$/, "must be a host name or an address"),
    port,
    user: accountName,
    /** Private key file on the deploying computer; agents and ssh_config are used when absent. */
    identityFile: oneLine.optional(),
    /** Key that the host has at its first delivery. Later deliveries pin the key that the host made for itself. */
    hostKey: ed25519PublicKey,
    /** Replace that key by one the host makes for itself at the first delivery. */
    rotateHostKey: z.boolean(),
    /** Passed to OpenSSH as ProxyJump. */
    proxyJump: z
        .string()
        .regex(/^[A-Za-z0-9.:@_,[\]-]+$/, "must be host names as ssh -J takes them")
        .optional(),
});

/** How the host is reached before its first delivery, where that differs: its address, key and hops are the same. */
const firstConnection = z.strictObject({ port, user: accountName, identityFile: oneLine.optional() });

/** What a host should be, and how to reach it. Defaults are filled in by the program: the provider adds none. */
export const hostConfigurationInputs = z.strictObject({
    /** Another machine is another host: a change of this replaces the resource. */
    machineId: z.string(),
    /** Name of the distribution that the plan was made for: os-release's ID and VERSION_ID, `debian-13`. */
    distribution: z.string().regex(/^[a-z]+-[0-9.]+$/, "must be a distribution and its version, such as debian-13"),
    connection,
    firstConnection: firstConnection.optional(),
    packages: z.array(packageName),
    removedPackages: z.array(packageName),
    files: z.record(managedPath, managedFile),
    secretFiles: z.record(managedPath, secretFile),
    absentFiles: z.array(managedPath),
    folders: z.record(managedPath, managedFolder),
    groups: z.array(accountName),
    users: z.record(accountName, managedUser),
    units: z.record(unitName, unitState),
    activations: z.record(z.string().regex(/^[a-z0-9-]+$/), activation),
    openings: z.array(opening),
    /** Builds of this computer, by the folder that is made of them; sent before the change, unless it is there. */
    builds: z.record(managedPath, build).optional(),
    /** Seconds after which a host that heard no confirmation rolls itself back, 30 to 3600. */
    confirmTimeoutSeconds: z.int().min(30).max(3600),
});

export type HostConfigurationInputs = z.output<typeof hostConfigurationInputs>;
export type Connection = HostConfigurationInputs["connection"];
export type UnitState = HostConfigurationInputs["units"][string];
export type ManagedUser = HostConfigurationInputs["users"][string];

export interface HostConfigurationState extends HostConfigurationInputs {
    /** Public host key in force, which every later connection pins. */
    readonly currentHostKey: string;
    /** SHA256 fingerprint as `ssh-keygen -l` prints it. */
    readonly hostKeyFingerprint: string;
    /** Data of the SSHFP records (RFC 4255, RFC 6594, RFC 7479) for the key. */
    readonly sshfp: readonly string[];
    /** Number of confirmed changes on the host. */
    readonly generation: number;
    /** Sockets that wait for the outside and that no opening covers, for example `tcp 0.0.0.0:8080 of python3`. */
    readonly unexpectedListeners: readonly string[];
    /** nftables tables of others that filter what arrives. */
    readonly foreignFilterTables: readonly string[];
    /** Exposure by `systemd-analyze security`, 0 to 10, of each service whose unit or drop-in is the plan's. */
    readonly exposureLevels: Readonly<Record<string, number>>;
}
