import type { HostConfigurationInputs } from "./inputs";
import type { Listener } from "./in-force/listeners";

export interface ObservedPath {
    readonly type: "file" | "folder" | "link" | "other";
    readonly mode: string;
    readonly owner: string;
    readonly group: string;
    /** True when a file's content is what was expected. */
    readonly asExpected: boolean;
    /** Actual text of a public file that differs, when it is small enough to show. */
    readonly content?: string;
    /** Where a symbolic link leads. */
    readonly target?: string;
}

export interface ObservedUnit {
    readonly loadState: string;
    readonly activeState: string;
    readonly unitFileState: string;
    /** Its files have changed since systemd read them. @default false */
    readonly needsDaemonReload?: boolean;
    /** Only stops as a dependency of another, and so cannot be restarted by hand: auditd is one. @default false */
    readonly refusesManualStop?: boolean;
    /** A process of its own runs, and has what its unit said when it was started. @default false */
    readonly hasProcess?: boolean;
}

export interface ObservedUser {
    readonly shell: string;
    readonly home: string;
    readonly groups: readonly string[];
    readonly passwordLocked: boolean;
}

/** What of a host can be reached, or shut, from outside the plan; and how far its services could go from within. */
export interface Exposure {
    readonly listeners: readonly Listener[];
    /** Lines of `nft list chains`. */
    readonly chains: readonly string[];
    /** By unit, of the services that were asked about: 0 (least) to 10, as systemd-analyze(1) has it. */
    readonly exposureLevels: ReadonlyMap<string, number>;
}

/** What a host said of everything that was asked about. What is not there is not in the map. */
export interface Observation extends Exposure {
    readonly distribution: { readonly id: string; readonly version: string };
    readonly generation: number;
    /** A change that waits for its confirmation. */
    readonly pending?: { readonly token: string; readonly holder: string };
    /** Why the host last rolled itself back. */
    readonly lastRollback?: string;
    readonly hostKey: string;
    readonly paths: ReadonlyMap<string, ObservedPath>;
    /** Paths in exclusive folders, and overrides of managed units, that nobody asked for. Names are display names. */
    readonly strangers: ReadonlyMap<string, ObservedPath>;
    readonly installedPackages: ReadonlySet<string>;
    /** Packages that apt is told to leave as they are. */
    readonly heldPackages: ReadonlySet<string>;
    /** Packages that are neither installed nor unknown, with dpkg's word for it, for example `half-installed`. */
    readonly incompletePackages: ReadonlyMap<string, string>;
    readonly units: ReadonlyMap<string, ObservedUnit>;
    readonly users: ReadonlyMap<string, ObservedUser>;
    readonly groups: ReadonlySet<string>;
    /** Value in force of each kernel parameter asked about, by its file below /proc/sys. */
    readonly kernelParameters: ReadonlyMap<string, string>;
    /** Listing of what the host's rules file says. Empty when there is none, or it cannot be loaded. */
    readonly rulesInFile: readonly string[];
    /** Listing of the same tables as they are in force. */
    readonly rulesInForce: readonly string[];
}

/** A managed regular file as it goes onto a host. */
export interface FileToDeliver {
    readonly content: string;
    readonly mode: string;
    readonly owner: string;
    readonly group: string;
    readonly validate?: string | undefined;
}

export type DeliveredPart = Pick<
    HostConfigurationInputs,
    "packages" | "removedPackages" | "absentFiles" | "folders" | "groups" | "users" | "units"
> & { readonly files: Readonly<Record<string, FileToDeliver>>; readonly secretPaths: readonly string[] };
