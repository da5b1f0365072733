import type { ManagedUser, UnitState } from "./inputs";
import type { DeliveredPart, FileToDeliver, Observation, ObservedUnit } from "./observation";

export interface UnitChange {
    readonly verb: "unmask" | "mask" | "enable" | "disable" | "start" | "stop" | "reload" | "restart";
    readonly unit: string;
}

/** What has to be done to make a host as planned. Empty when the host already is. */
export interface Changes {
    readonly install: readonly string[];
    readonly remove: readonly string[];
    readonly write: Readonly<Record<string, FileToDeliver>>;
    readonly delete: readonly string[];
    readonly folders: readonly string[];
    readonly addGroups: readonly string[];
    readonly users: Readonly<Record<string, ManagedUser>>;
    /** Accounts of the plan before that the new one does not name: locked and taken out of every managed group. */
    readonly retireUsers: readonly string[];
    readonly units: readonly UnitChange[];
    /** Names of activations, in the order to run. */
    readonly activate: readonly string[];
}

export interface Desired extends DeliveredPart {
    readonly activations: Readonly<Record<string, { readonly watches: readonly string[]; readonly command: string }>>;
}

/** What the plan before left on the host. */
export interface Previous {
    readonly paths: readonly string[];
    readonly users: readonly string[];
}

/** Compares what should be with what is. Pure. */
export function planChanges(desired: Desired, previous: Previous, observed: Observation): Changes {
    const write = filesToWrite(desired, observed);
    const remove = pathsToDelete(desired, previous, observed);
    const folders = foldersToSet(desired, observed);
    const touched = [...Object.keys(write), ...remove, ...folders];
    return {
        install: desired.packages.filter((name) => !observed.installedPackages.has(name)),
        remove: desired.removedPackages.filter((name) => observed.installedPackages.has(name)),
        write,
        delete: remove,
        folders,
        addGroups: desired.groups.filter((name) => !observed.groups.has(name)),
        users: usersToSet(desired, observed),
        retireUsers: previous.users.filter((name) => desired.users[name] === undefined),
        units: Object.entries(desired.units).flatMap(([name, state]) =>
            unitChanges(name, state, observed.units.get(name), touched),
        ),
        activate: Object.keys(desired.activations)
            .sort()
            .filter((name) => isConcerned(desired.activations[name]?.watches ?? [], touched)),
    };
}

export function isEmpty(changes: Changes): boolean {
    return Object.values(changes).every((part: readonly unknown[] | object) =>
        Array.isArray(part) ? part.length === 0 : Object.keys(part).length === 0,
    );
}

function filesToWrite(desired: Desired, observed: Observation): Record<string, FileToDeliver> {
    return Object.fromEntries(
        Object.entries(desired.files).filter(([path, file]) => {
            const actual = observed.paths.get(path);
            return actual?.type !== "file" || !actual.asExpected || !hasOwnership(actual, file);
        }),
    );
}

function pathsToDelete(desired: Desired, previous: Previous, observed: Observation): string[] {
    const wanted = (path: string) => path in desired.files || path in desired.folders;
    const leftover = previous.paths.filter((path) => !wanted(path) && observed.paths.get(path)?.type !== "folder");
    const candidates = [...desired.absentFiles, ...leftover].filter((path) => observed.paths.has(path));
    return [...new Set([...candidates, ...observed.strangers.keys()])].sort();
}

function foldersToSet(desired: Desired, observed: Observation): string[] {
    return Object.entries(desired.folders)
        .filter(([path, folder]) => {
            const actual = observed.paths.get(path);
            return actual?.type !== "folder" || !hasOwnership(actual, folder);
        })
        .map(([path]) => path)
        .sort();
}

interface Ownership {
    readonly mode: string;
    readonly owner: string;
    readonly group: string;
}

function hasOwnership(actual: Ownership, wanted: Ownership): boolean {
    return actual.mode === wanted.mode && actual.owner === wanted.owner && actual.group === wanted.group;
}

function usersToSet(desired: Desired, observed: Observation): Record<string, ManagedUser> {
    return Object.fromEntries(
        Object.entries(desired.users).filter(([name, user]) => {
            const actual = observed.users.get(name);
            if (actual === undefined || !actual.passwordLocked) return true;
            if (actual.shell !== user.shell || actual.home !== user.home) return true;
            return !sameGroups(actual.groups, [name, ...user.groups]);
        }),
    );
}

function sameGroups(actual: readonly string[], wanted: readonly string[]): boolean {
    return [...new Set(actual)].sort().join() === [...new Set(wanted)].sort().join();
}

/** True when a touched path is one of the watched files or lies in one of the watched folders (ending in `/`). */
export function isConcerned(watches: readonly string[], touched: readonly string[]): boolean {
    return watches.some((watch) =>
        touched.some((path) => (watch.endsWith("/") ? path.startsWith(watch) : path === watch)),
    );
}

function unitChanges(
    unit: string,
    state: UnitState,
    actual: ObservedUnit | undefined,
    touched: readonly string[],
): UnitChange[] {
    const masked = actual?.loadState === "masked";
    const running = actual !== undefined && ["active", "activating", "reloading"].includes(actual.activeState);
    const changes: UnitChange[] = [];
    if (state.masked === true) {
        if (!masked) changes.push({ verb: "mask", unit });
        if (running) changes.push({ verb: "stop", unit });
        return changes;
    }
    if (masked) changes.push({ verb: "unmask", unit });
    // "static", "generated" and "indirect" units have no enablement of their own to change (systemctl(1)).
    const isEnabled = actual !== undefined && ["enabled", "enabled-runtime", "alias"].includes(actual.unitFileState);
    if (state.enabled === true && !isEnabled) changes.push({ verb: "enable", unit });
    if (state.enabled === false && isEnabled) changes.push({ verb: "disable", unit });
    if (state.active === false && running) changes.push({ verb: "stop", unit });
    const own = [`/etc/systemd/system/${unit}`, `/etc/systemd/system/${unit}.d/`];
    const concerned = isConcerned([...own, ...(state.watches ?? [])], touched);
    if (state.active === true && !running) changes.push({ verb: "start", unit });
    else if (running && concerned && state.active !== false) changes.push({ verb: state.onChange ?? "restart", unit });
    return changes;
}
