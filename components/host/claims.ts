import type { Jail } from "./jail";
import type { Opening } from "./plan";
import type { ProxyClient, Reach } from "./reach";
import type { SitePolicyInput } from "./site-policy";

/**
 * Group of the sockets behind which sites wait: that of the web edge's account, so that no other program of the host can
 * go around the edge, or ask another program's site.
 */
export const siteSocketGroup = "www-data";

/** How the web edge reaches a program: never over a network. A socket belongs to the group {@link siteSocketGroup}. */
export type Upstream = { readonly loopbackPort: number } | { readonly unixSocket: string };

/** Host names that the web edge serves with TLS, and what answers there: a program, or texts by their paths. */
export type Site = SiteNames &
    ({ readonly upstream: Upstream } | { readonly documents: Readonly<Record<string, string>> });

interface SiteNames {
    /** Short name, for the files of the edge and for its logs: lower-case letters, digits and hyphens. */
    readonly name: string;
    /** Full host names, all below the domain of the certificate. */
    readonly hostNames: readonly string[];
    /** Where it differs from the strict default. @default nothing differs */
    readonly policy?: SitePolicyInput;
}

/** A program that needs the host's certificate in files of its own. */
export interface CertificateCopy {
    /**
     * Folder that gets `fullchain.pem` and `privkey.pem`, or `combined.pem` with both. The part `tls` makes it: root's,
     * and its group may read it, so that nobody can put a link in the way of the key. The files are the owner's to read.
     */
    readonly folder: string;
    readonly format: "separate" | "combined";
    readonly owner: string;
    readonly group: string;
    /** Unit that is reloaded, or restarted when it cannot reload, once a new certificate is in the folder. */
    readonly unit: string;
}

/** A port on which the host's certificate is shown to whoever connects; looked at daily from the host itself. */
export interface ServedCertificate {
    /** TCP port on the loopback address. */
    readonly port: number;
    /** Host name asked for (SNI). */
    readonly serverName: string;
    /** Protocol that turns to TLS after some words of its own, as s_client(1) names it. Default: TLS at once. */
    readonly startTls?: "ftp" | "imap" | "ldap" | "pop3" | "postgres" | "sieve" | "smtp" | "xmpp" | "xmpp-server";
}

/** What a part of the host loses when its disk burns, and how it comes back. */
export interface BackupSet {
    /** Short name: lower-case letters, digits and hyphens. */
    readonly name: string;
    /** Files and folders as they are on disk. */
    readonly paths: readonly string[];
    /** Patterns below `paths` that are left out, as restic(1) takes them. */
    readonly exclude?: readonly string[];
    /**
     * POSIX shell, run as root before the files are read, that writes a consistent copy of what cannot be read while it
     * changes (a database) into the folder `$1`, which is part of the set.
     */
    readonly dump?: string;
    /** Folders that `dump` changes, where a program can write its copy nowhere else. @default none */
    readonly changedByDump?: readonly string[];
    /** POSIX shell, run as root after the files are back, that loads what `dump` wrote from the folder `$1`. */
    readonly load?: string;
    /** Units that are stopped while the set is restored, and started after it: what does not start without the set too. */
    readonly stoppedUnits?: readonly string[];
    /** POSIX shell, run as root on a restored host; exit status 0 means that the data is whole. */
    readonly verify?: string;
}

/**
 * What a part of the plan asks of the others. Collected from every part before any is planned, so that the firewall
 * knows all openings and the updater all services with a restart window, and no part imports another.
 */
export interface Claims {
    readonly openings: readonly Opening[];
    /** Units that may be restarted for an update only inside the reboot window (databases, brokers). */
    readonly deferredRestarts: readonly string[];
    /** Paths whose every write is recorded by the audit log. */
    readonly auditedPaths: readonly string[];
    /** Host names that the web edge serves. */
    readonly sites: readonly Site[];
    /** Names that the host's certificate is for, wildcards such as `*.example.org` among them. */
    readonly certificateNames: readonly string[];
    /** Beside `fullchain.pem` and `privkey.pem` there is an RSA pair, `fullchain-rsa.pem` and `privkey-rsa.pem`. */
    readonly hasRsaCertificate: boolean;
    /** Programs that get a copy of the certificate. */
    readonly certificateCopies: readonly CertificateCopy[];
    /** Units that read the certificate where it is, as root, and are reloaded once there is a new one. */
    readonly certificateReloads: readonly string[];
    readonly servedCertificates: readonly ServedCertificate[];
    readonly backupSets: readonly BackupSet[];
    /**
     * The data of the backup sets comes after the delivery, by a restore. Their `stoppedUnits` are then started by it and
     * not by the delivery: an app that does not start without its data would have the delivery rolled back, and the
     * restore with it.
     */
    readonly restoresData: boolean;
    /** Ways out that stay open where the part `egress` closes all others. */
    readonly reaches: readonly Reach[];
    /** Programs that ask the web through the part `proxy`, in order of their names. */
    readonly proxyClients: readonly ProxyClient[];
    /** Ids of parts whose guard is the part `egress`: no host has them with open ways out. */
    readonly needClosedWaysOut: readonly string[];
    /** Logins that the part `bans` looks after. */
    readonly jails: readonly Jail[];
    /** Tables of nftables that the part's own file keeps up; the firewall takes away those that no part claims. */
    readonly keptTables: readonly string[];
}

export const noClaims: Claims = {
    openings: [],
    deferredRestarts: [],
    auditedPaths: [],
    sites: [],
    certificateNames: [],
    hasRsaCertificate: false,
    certificateCopies: [],
    certificateReloads: [],
    servedCertificates: [],
    backupSets: [],
    restoresData: false,
    reaches: [],
    proxyClients: [],
    needClosedWaysOut: [],
    jails: [],
    keptTables: [],
};
