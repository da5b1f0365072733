/**
 * A host as plain data. Hardenings and apps each contribute a part; {@link mergePlans} joins the parts and refuses
 * two that disagree. The same plan is rendered to golden files, shown line by line in a preview, and delivered.
 */

/** A regular file with public content. Content of secret files never enters a plan: see {@link SecretFileSlot}. */
export interface ManagedFile {
    /** The whole text of the file, ending in a newline. */
    readonly content: string;
    /** Octal permission bits. @default "0644" */
    readonly mode?: string;
    /** @default "root" */
    readonly owner?: string;
    /** @default "root" */
    readonly group?: string;
    /**
     * Shell command that exits non-zero when the staged file, whose path it finds in `$1`, is wrong. Run as root
     * before anything on the host changes. Use the real parser of the format: `visudo -cf "$1"`.
     */
    readonly validate?: string;
}

/** Where a secret goes. Its content travels apart from the plan, as a Pulumi secret. */
export interface SecretFileSlot {
    /** Name of the secret in the stack's settings. */
    readonly secret: string;
    /** @default "0400" */
    readonly mode?: string;
    /** @default "root" */
    readonly owner?: string;
    /** @default "root" */
    readonly group?: string;
}

/** A folder. Parents of managed files need no entry: they are made as 0755 root:root when missing. */
export interface ManagedFolder {
    /** Octal permission bits. @default "0755" */
    readonly mode?: string;
    /** @default "root" */
    readonly owner?: string;
    /** @default "root" */
    readonly group?: string;
    /** Files in it that the plan does not name are drift, and are removed. @default false */
    readonly exclusive?: boolean;
}

/** A local account. Passwords are always locked: logins are by key only. */
export interface ManagedUser {
    /** Full path of the login shell. */
    readonly shell: string;
    /** Home folder, made when missing. */
    readonly home: string;
    /** Supplementary groups, complete: membership of any other managed group is removed. */
    readonly groups: readonly string[];
    /** Takes its uid from the system range. @default false */
    readonly system?: boolean;
}

/** State of a systemd unit. A field left out is not managed. */
export interface UnitState {
    /** Starts at boot. */
    readonly enabled?: boolean;
    /** Running now (or, for a timer or socket, waiting). */
    readonly active?: boolean;
    /** Cannot be started by anything. */
    readonly masked?: boolean;
    /**
     * What to do with a running unit when a path in `watches` changed. Where its own unit file or a drop-in changed, a
     * process is restarted in any case: it would keep the sandbox that it was started in. @default "restart"
     */
    readonly onChange?: "reload" | "restart";
    /** Files (or folders, ending in `/`) whose change concerns this unit. Its own unit file and drop-ins are implied. */
    readonly watches?: readonly string[];
}

/** A command that puts changed files into force, run after the swap and again after a rollback. Must be idempotent. */
export interface Activation {
    /** Files (or folders, ending in `/`) whose change calls for it. */
    readonly watches: readonly string[];
    /** One line of POSIX shell, run as root. */
    readonly command: string;
}

/** A port that the outside world may reach. */
export interface Opening {
    readonly protocol: "tcp" | "udp";
    /** First (or only) port, 1 to 65535. */
    readonly port: number;
    /** Last port of a range. @default port */
    readonly portEnd?: number;
    /** CIDR ranges allowed in, IPv4 and IPv6. Empty means anywhere. */
    readonly sources: readonly string[];
    /** What it is for, shown in firewall rules and previews. */
    readonly purpose: string;
    /** New connections allowed per source address. Unlimited when absent. `trustedSources` are exempt. */
    readonly rateLimit?: { readonly connections: number; readonly perSeconds: number };
    /**
     * Connections that one source may have open at once to each port; TCP only. `trustedSources` are exempt.
     * @default what the firewall's settings say
     */
    readonly connectionsPerSource?: number;
}

/** A folder on the deploying computer, sent apart from the plan: a plan is text that a preview shows. */
export interface Build {
    /** Digest of all that is in it: `components/builds/tree.ts`. */
    readonly sha256: string;
}

/** Everything the host should be. Every list is free of duplicates; order carries meaning only in `activations`. */
export interface HostPlan {
    /** Debian packages that must be installed. */
    readonly packages: readonly string[];
    /** Debian packages that must not be there; purged after the change is confirmed. */
    readonly removedPackages: readonly string[];
    readonly files: Readonly<Record<string, ManagedFile>>;
    readonly secretFiles: Readonly<Record<string, SecretFileSlot>>;
    /** Files that must not exist. */
    readonly absentFiles: readonly string[];
    readonly folders: Readonly<Record<string, ManagedFolder>>;
    readonly groups: readonly string[];
    readonly users: Readonly<Record<string, ManagedUser>>;
    /** Keyed by full unit name, for example `ssh.service`. */
    readonly units: Readonly<Record<string, UnitState>>;
    /** Keyed by a short name, for example `sysctl`; run in key order. */
    readonly activations: Readonly<Record<string, Activation>>;
    readonly openings: readonly Opening[];
    /** Builds by the folder that an activation makes of them on the host. @default none */
    readonly builds?: Readonly<Record<string, Build>>;
}

/** A plan in which whatever is not managed is left out. */
export type PartialHostPlan = Partial<HostPlan>;

/** A part of the plan and the id of the hardening or app that asks for it. */
export interface Contribution {
    readonly by: string;
    readonly plan: PartialHostPlan;
}

export const emptyPlan: HostPlan = {
    packages: [],
    removedPackages: [],
    files: {},
    secretFiles: {},
    absentFiles: [],
    folders: {},
    groups: [],
    users: {},
    units: {},
    activations: {},
    openings: [],
};
