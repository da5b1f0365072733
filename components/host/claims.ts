import type { Opening } from "./plan";
import type { SitePolicyInput } from "./site-policy";

/** How the web edge reaches a program: never over a network. */
export type Upstream = { readonly loopbackPort: number } | { readonly unixSocket: string };

/** Host names that the web edge serves with TLS, and the program behind them. */
export interface Site {
    /** Short name, for the files of the edge and for its logs: lower-case letters, digits and hyphens. */
    readonly name: string;
    /** Full host names, all below the domain of the certificate. */
    readonly hostNames: readonly string[];
    readonly upstream: Upstream;
    /** Where it differs from the strict default. @default nothing differs */
    readonly policy?: SitePolicyInput;
}

/** A program that needs the host's certificate in files of its own. */
export interface CertificateCopy {
    /** Folder that gets `fullchain.pem` and `privkey.pem`, or `combined.pem` with both. */
    readonly folder: string;
    readonly format: "separate" | "combined";
    readonly owner: string;
    readonly group: string;
    /** Unit that is reloaded, or restarted when it cannot reload, once a new certificate is in the folder. */
    readonly unit: string;
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
    /** POSIX shell, run as root after the files are back, that loads what `dump` wrote from the folder `$1`. */
    readonly load?: string;
    /** Units that are stopped while the set is restored, and started after it. */
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
    /** Units that are reloaded once a new certificate is in force. */
    readonly certificateReloads: readonly string[];
    /** Programs that get a copy of the certificate. */
    readonly certificateCopies: readonly CertificateCopy[];
    readonly backupSets: readonly BackupSet[];
}

export const noClaims: Claims = {
    openings: [],
    deferredRestarts: [],
    auditedPaths: [],
    sites: [],
    certificateNames: [],
    certificateReloads: [],
    certificateCopies: [],
    backupSets: [],
};
