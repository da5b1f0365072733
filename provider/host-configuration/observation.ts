import { createHash } from "node:crypto";
import type { HostConfigurationInputs } from "./inputs";
import type { PayloadFiles } from "./payload";

export interface ObservedPath {
    readonly type: "file" | "folder" | "other";
    readonly mode: string;
    readonly owner: string;
    readonly group: string;
    /** True when a file's content is what was expected. */
    readonly asExpected: boolean;
    /** Actual text of a public file that differs, when it is small enough to show. */
    readonly content?: string;
}

export interface ObservedUnit {
    readonly loadState: string;
    readonly activeState: string;
    readonly unitFileState: string;
}

export interface ObservedUser {
    readonly shell: string;
    readonly home: string;
    readonly groups: readonly string[];
    readonly passwordLocked: boolean;
}

/** What a host said of everything that was asked about. What is not there is not in the map. */
export interface Observation {
    readonly distribution: { readonly id: string; readonly version: string };
    readonly generation: number;
    /** A change that waits for its confirmation. */
    readonly pending?: { readonly token: string; readonly holder: string };
    /** Why the host last rolled itself back. */
    readonly lastRollback?: string;
    readonly hostKey: string;
    readonly paths: ReadonlyMap<string, ObservedPath>;
    /** Paths in exclusive folders that nobody asked for. */
    readonly strangers: ReadonlyMap<string, ObservedPath>;
    readonly installedPackages: ReadonlySet<string>;
    readonly units: ReadonlyMap<string, ObservedUnit>;
    readonly users: ReadonlyMap<string, ObservedUser>;
    readonly groups: ReadonlySet<string>;
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

export function sha256(content: string): string {
    return createHash("sha256").update(content).digest("hex");
}

function lines(items: Iterable<string>): string {
    return [...items].map((item) => `${item}\n`).join("");
}

/** The lists that `remote/observe.sh` reads. `previous` paths are asked about too: they may have to go. */
export function observationRequest(part: DeliveredPart, previousPaths: readonly string[]): PayloadFiles {
    const files = Object.entries(part.files);
    const paths = new Set([
        ...files.map(([path]) => path),
        ...part.absentFiles,
        ...Object.keys(part.folders),
        ...previousPaths,
    ]);
    const exclusive = Object.entries(part.folders).filter(([, folder]) => folder.exclusive);
    return new Map([
        ["paths", lines(paths)],
        ["sums", lines(files.map(([path, file]) => `${sha256(file.content)}  ${path}`))],
        ["secret", lines(part.secretPaths)],
        ["exclusive", lines(exclusive.map(([path]) => path))],
        ["known-entries", lines([...files.map(([path]) => path), ...Object.keys(part.folders)])],
        ["packages", lines([...part.packages, ...part.removedPackages])],
        ["units", lines(Object.keys(part.units))],
        ["users", lines(Object.keys(part.users))],
        ["groups", lines(part.groups)],
    ]);
}
