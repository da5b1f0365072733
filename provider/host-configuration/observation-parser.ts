import { readListener, type Listener } from "./in-force/listeners";
import type { Exposure, Observation, ObservedPath, ObservedUnit, ObservedUser } from "./observation";
import { readQuotedName } from "./path-names";

interface Draft {
    os: readonly string[];
    generation: number;
    pending?: { token: string; holder: string };
    lastRollback?: string;
    hostKey: string;
    readonly paths: Map<string, ObservedPath>;
    readonly strangers: Map<string, ObservedPath>;
    readonly installedPackages: Set<string>;
    readonly heldPackages: Set<string>;
    readonly incompletePackages: Map<string, string>;
    readonly unitBlocks: Map<string, string>[];
    readonly users: Map<string, ObservedUser>;
    readonly groups: Set<string>;
    readonly kernelParameters: Map<string, string>;
    readonly rulesInFile: string[];
    readonly rulesInForce: string[];
    readonly listeners: Listener[];
    readonly chains: string[];
    readonly exposureLevels: Map<string, number>;
    /** Paths whose content differs: text for public files, nothing for secret ones. */
    readonly differing: Map<string, string | undefined>;
    complete: boolean;
}

type Fact = (draft: Draft, fields: readonly string[]) => void;

const fileTypes: Readonly<Record<string, ObservedPath["type"]>> = {
    "regular file": "file",
    "regular empty file": "file",
    directory: "folder",
    "symbolic link": "link",
};

type NamedPath = [name: string, path: ObservedPath];

/** Type, mode, owner, group and the quoted name, as `stat` prints them. */
function namedPath([type = "", mode = "", owner = "", group = "", quoted = ""]: readonly string[]): NamedPath {
    const { name, ...target } = readQuotedName(quoted);
    const path = { type: fileTypes[type] ?? "other", mode: mode.padStart(4, "0"), owner, group, asExpected: true };
    return [name, { ...path, ...target }];
}

const facts: Readonly<Record<string, Fact>> = {
    os: (draft, fields) => (draft.os = fields),
    generation: (draft, [number]) => (draft.generation = Number(number)),
    pending: (draft, [token = "", holder = ""]) => (draft.pending = { token, holder }),
    rollback: (draft, [reason = ""]) => (draft.lastRollback = reason),
    hostkey: (draft, [key = ""]) => (draft.hostKey = key),
    path: (draft, fields) => draft.paths.set(...namedPath(fields)),
    stranger: (draft, fields) => draft.strangers.set(...namedPath(fields)),
    secret: (draft, [path = ""]) => draft.differing.set(path, undefined),
    content: (draft, [path = "", base64 = ""]) =>
        draft.differing.set(readQuotedName(path).name, Buffer.from(base64, "base64").toString("utf8")),
    package: (draft, [name = "", wanted = "", status = ""]) => {
        if (wanted === "hold") draft.heldPackages.add(name);
        if (status === "installed") draft.installedPackages.add(name);
        else if (status !== "not-installed") draft.incompletePackages.set(name, status);
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
    // Values, rules and names of processes may hold tabs themselves.
    parameter: (draft, [path = "", ...value]) => draft.kernelParameters.set(path, value.join(" ")),
    "rule-in-file": (draft, fields) => draft.rulesInFile.push(fields.join("\t")),
    "rule-in-force": (draft, fields) => draft.rulesInForce.push(fields.join("\t")),
    chain: (draft, fields) => draft.chains.push(fields.join("\t")),
    "exposure-level": (draft, [unit = "", level = ""]) => draft.exposureLevels.set(unit, Number(level)),
    listener: (draft, fields) => {
        const listener = readListener(fields.join("\t"));
        if (listener !== undefined) draft.listeners.push(listener);
    },
    end: (draft) => (draft.complete = true),
};

/**
 * Reads what `remote/observe.sh` printed.
 *
 * @param unitNames the units asked about, in order: systemd may answer with another of a unit's names.
 * @returns undefined when the output is cut short.
 */
export function parseObservation(output: readonly string[], unitNames: readonly string[]): Observation | undefined {
    const draft = readFacts(output);
    return draft.complete ? finish(draft, unitNames) : undefined;
}

/** Reads what `remote/exposure.sh` printed by itself. */
export function parseExposure(output: readonly string[]): Exposure {
    const { listeners, chains, exposureLevels } = readFacts(output);
    return { listeners, chains, exposureLevels };
}

function readFacts(output: readonly string[]): Draft {
    const draft: Draft = {
        os: [],
        generation: 0,
        hostKey: "",
        paths: new Map(),
        strangers: new Map(),
        installedPackages: new Set(),
        heldPackages: new Set(),
        incompletePackages: new Map(),
        unitBlocks: [],
        users: new Map(),
        groups: new Set(),
        kernelParameters: new Map(),
        rulesInFile: [],
        rulesInForce: [],
        listeners: [],
        chains: [],
        exposureLevels: new Map(),
        differing: new Map(),
        complete: false,
    };
    for (const line of output) {
        const [kind = "", ...fields] = line.split("\t");
        facts[kind]?.(draft, fields);
    }
    return draft;
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
        needsDaemonReload: block.get("NeedDaemonReload") === "yes",
        refusesManualStop: block.get("RefuseManualStop") === "yes",
        hasProcess: (block.get("MainPID") ?? "0") !== "0",
    };
}
