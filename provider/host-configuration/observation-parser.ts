import type { Observation, ObservedPath, ObservedUnit, ObservedUser } from "./observation";

interface Draft {
    os: readonly string[];
    generation: number;
    pending?: { token: string; holder: string };
    lastRollback?: string;
    hostKey: string;
    readonly paths: Map<string, ObservedPath>;
    readonly strangers: Map<string, ObservedPath>;
    readonly installedPackages: Set<string>;
    readonly unitBlocks: Map<string, string>[];
    readonly users: Map<string, ObservedUser>;
    readonly groups: Set<string>;
    /** Paths whose content differs: text for public files, nothing for secret ones. */
    readonly differing: Map<string, string | undefined>;
    complete: boolean;
}

type Fact = (draft: Draft, fields: readonly string[]) => void;

const fileTypes: Readonly<Record<string, ObservedPath["type"]>> = {
    "regular file": "file",
    "regular empty file": "file",
    directory: "folder",
};

function observedPath([, type = "", mode = "", owner = "", group = ""]: readonly string[]): ObservedPath {
    return { type: fileTypes[type] ?? "other", mode: mode.padStart(4, "0"), owner, group, asExpected: true };
}

const facts: Readonly<Record<string, Fact>> = {
    os: (draft, fields) => (draft.os = fields),
    generation: (draft, [number]) => (draft.generation = Number(number)),
    pending: (draft, [token = "", holder = ""]) => (draft.pending = { token, holder }),
    rollback: (draft, [reason = ""]) => (draft.lastRollback = reason),
    hostkey: (draft, [key = ""]) => (draft.hostKey = key),
    path: (draft, fields) => draft.paths.set(fields[0] ?? "", observedPath(fields)),
    stranger: (draft, fields) => draft.strangers.set(fields[0] ?? "", observedPath(fields)),
    secret: (draft, [path = ""]) => draft.differing.set(path, undefined),
    content: (draft, [path = "", base64 = ""]) =>
        draft.differing.set(path, Buffer.from(base64, "base64").toString("utf8")),
    package: (draft, [name = "", status = ""]) => {
        // Second letter: current status; "i" is installed and configured (dpkg-query(1)).
        if (status[1] === "i") draft.installedPackages.add(name);
    },
    unit: (draft, [name = "", value = ""]) => {
        if (draft.unitBlocks.length === 0) draft.unitBlocks.push(new Map());
        draft.unitBlocks.at(-1)?.set(name, value);
    },
    "unit-end": (draft) => draft.unitBlocks.push(new Map()),
    user: (draft, [name = "", entry = "", groups = "", password = ""]) => {
        const [, , , , , home = "", shell = ""] = entry.split(":");
        draft.users.set(name, { shell, home, groups: groups.split(" "), passwordLocked: password.startsWith("L") });
    },
    group: (draft, [entry = ""]) => draft.groups.add(entry.split(":")[0] ?? ""),
    end: (draft) => (draft.complete = true),
};

/**
 * Reads what `remote/observe.sh` printed.
 *
 * @param unitNames the units asked about, in order: systemd may answer with another of a unit's names.
 * @returns undefined when the output is cut short.
 */
export function parseObservation(output: readonly string[], unitNames: readonly string[]): Observation | undefined {
    const draft: Draft = {
        os: [],
        generation: 0,
        hostKey: "",
        paths: new Map(),
        strangers: new Map(),
        installedPackages: new Set(),
        unitBlocks: [],
        users: new Map(),
        groups: new Set(),
        differing: new Map(),
        complete: false,
    };
    for (const line of output) {
        const [kind = "", ...fields] = line.split("\t");
        facts[kind]?.(draft, fields);
    }
    return draft.complete ? finish(draft, unitNames) : undefined;
}

function finish(draft: Draft, unitNames: readonly string[]): Observation {
    const { os, differing, unitBlocks, complete: _complete, ...known } = draft;
    return {
        ...known,
        distribution: { id: os[0] ?? "", version: os[1] ?? "" },
        paths: withContents(draft.paths, differing),
        strangers: withContents(draft.strangers, differing),
        units: new Map(unitNames.map((name, index) => [name, observedUnit(unitBlocks[index] ?? new Map())])),
    };
}

function withContents(
    paths: ReadonlyMap<string, ObservedPath>,
    differing: ReadonlyMap<string, string | undefined>,
): Map<string, ObservedPath> {
    return new Map(
        [...paths].map(([path, observed]) => {
            if (!differing.has(path)) return [path, observed];
            const content = differing.get(path);
            return [path, { ...observed, asExpected: false, ...(content === undefined ? {} : { content }) }];
        }),
    );
}

function observedUnit(block: ReadonlyMap<string, string>): ObservedUnit {
    return {
        loadState: block.get("LoadState") ?? "not-found",
        activeState: block.get("ActiveState") ?? "inactive",
        unitFileState: block.get("UnitFileState") ?? "",
    };
}
