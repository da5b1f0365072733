import { notInForce } from "./in-force";
import type { ManagedUser } from "./inputs";
import type { DeliveredPart, FileToDeliver, Observation } from "./observation";
import { placesOfMasks } from "./observation-request";
import { isPlainName } from "./path-names";
import { isConcerned, socketsFirst, unitChanges, unitRetirement, type UnitChange } from "./unit-changes";

/** What has to be done to make a host as planned. Empty when the host already is. */
export interface Changes {
    readonly install: readonly string[];
    readonly remove: readonly string[];
    /** Packages that apt was told to leave as they are, and no longer is. */
    readonly unhold: readonly string[];
    /**
     * Taken away before anything is written: what stands where a folder or file of the plan belongs, and strangers whose
     * names a list of lines cannot hold. Display names.
     */
    readonly clear: readonly string[];
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
    /** Units that it started, or had start at boot. @default none */
    readonly units?: readonly string[];
}

/** Compares what should be with what is. Pure. */
export function planChanges(desired: Desired, previous: Previous, observed: Observation): Changes {
    const obstacles = pathsInTheWay(desired, observed);
    const write = filesToWrite(desired, observed, obstacles);
    const unwanted = pathsToDelete(desired, previous, observed);
    const folders = foldersToSet(desired, observed, obstacles);
    const stale = notInForce(desired.files, observed).keys();
    const touched = [...Object.keys(write), ...unwanted, ...folders, ...stale];
    return {
        ...packageChanges(desired, observed),
        clear: [...obstacles, ...unwanted.filter((path) => !isPlainName(path))],
        write,
        delete: unwanted.filter(isPlainName),
        folders,
        addGroups: desired.groups.filter((name) => !observed.groups.has(name)),
        users: usersToSet(desired, observed),
        retireUsers: previous.users.filter((name) => desired.users[name] === undefined),
        units: socketsFirst([
            ...retiredUnits(desired, previous).flatMap((name) => unitRetirement(name, observed.units.get(name))),
            ...Object.entries(desired.units).flatMap(([name, state]) =>
                unitChanges(name, state, observed.units.get(name), touched),
            ),
        ]),
        activate: Object.keys(desired.activations)
            .sort()
            .filter((name) => isConcerned(desired.activations[name]?.watches ?? [], touched)),
    };
}

/** What was started for a plan does not outlive it. */
export function retiredUnits(desired: Desired, { units = [] }: Previous): string[] {
    return units.filter((name) => desired.units[name] === undefined);
}

export function isEmpty(changes: Changes): boolean {
    return Object.values(changes).every((part: readonly unknown[] | object) =>
        Array.isArray(part) ? part.length === 0 : Object.keys(part).length === 0,
    );
}

function packageChanges(desired: Desired, observed: Observation): Pick<Changes, "install" | "remove" | "unhold"> {
    return {
        install: desired.packages.filter((name) => !observed.installedPackages.has(name)),
        remove: desired.removedPackages.filter((name) => observed.installedPackages.has(name)),
        unhold: [...desired.packages, ...desired.removedPackages].filter((name) => observed.heldPackages.has(name)),
    };
}

/** A link in a folder's place would be followed; a folder in a file's place cannot be replaced by one. */
function pathsInTheWay(desired: Desired, observed: Observation): string[] {
    const actualType = (path: string) => observed.paths.get(path)?.type ?? "nothing";
    return [
        ...Object.keys(desired.folders).filter((path) => !["folder", "nothing"].includes(actualType(path))),
        ...Object.keys(desired.files).filter((path) => actualType(path) === "folder"),
    ].sort();
}

function filesToWrite(
    desired: Desired,
    observed: Observation,
    obstacles: readonly string[],
): Record<string, FileToDeliver> {
    return Object.fromEntries(
        Object.entries(desired.files).filter(([path, file]) => {
            const actual = observed.paths.get(path);
            const isThere = actual?.type === "file" && !isBelow(path, obstacles);
            return !isThere || !actual.asExpected || !hasOwnership(actual, file);
        }),
    );
}

/** What was seen below a link in a folder's place is somewhere else. */
function isBelow(path: string, folders: readonly string[]): boolean {
    return folders.some((folder) => path.startsWith(`${folder}/`));
}

function pathsToDelete(desired: Desired, previous: Previous, observed: Observation): string[] {
    const places = placesOfMasks(desired);
    const isMask = (path: string) => places.includes(path) && observed.paths.get(path)?.target === "/dev/null";
    const wanted = (path: string) => path in desired.files || path in desired.folders || isMask(path);
    const leftover = previous.paths.filter((path) => !wanted(path) && observed.paths.get(path)?.type !== "folder");
    // systemd makes no mask where a file is.
    const inTheWay = places.filter((path) => !isMask(path));
    const candidates = [...desired.absentFiles, ...leftover, ...inTheWay].filter((path) => observed.paths.has(path));
    return [...new Set([...candidates, ...observed.strangers.keys()])].sort();
}

function foldersToSet(desired: Desired, observed: Observation, obstacles: readonly string[]): string[] {
    return Object.entries(desired.folders)
        .filter(([path, folder]) => {
            const actual = observed.paths.get(path);
            return actual?.type !== "folder" || isBelow(path, obstacles) || !hasOwnership(actual, folder);
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
