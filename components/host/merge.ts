import { isDeepStrictEqual } from "node:util";
import { findConflicts, PlanConflictError } from "./conflicts";
import type { Conflict } from "./conflicts";
import type { Activation, Contribution, HostPlan, Opening, PartialHostPlan, UnitState } from "./plan";

/** Entries of one name (a path, a user, a unit) and who asked for each. */
interface Claimed<Value> {
    readonly by: string;
    readonly value: Value;
}

/**
 * Joins the parts of a plan: lists are united, sorted and freed of duplicates; unit entries are joined field by field;
 * anything else that is contributed twice must be the same both times.
 *
 * @throws PlanConflictError with every pair of parts that disagree.
 */
export function mergePlans(contributions: readonly Contribution[]): HostPlan {
    const conflicts: Conflict[] = [...findConflicts(contributions)];
    const builds = mergeRecords(contributions, "build", (part) => part.builds, sameValue, conflicts);
    const plan: HostPlan = {
        ...(Object.keys(builds).length === 0 ? {} : { builds }),
        packages: mergeLists(contributions, (part) => part.packages),
        removedPackages: mergeLists(contributions, (part) => part.removedPackages),
        files: mergeRecords(contributions, "file", (part) => part.files, sameValue, conflicts),
        secretFiles: mergeRecords(contributions, "secret file", (part) => part.secretFiles, sameValue, conflicts),
        absentFiles: mergeLists(contributions, (part) => part.absentFiles),
        folders: mergeRecords(contributions, "folder", (part) => part.folders, sameValue, conflicts),
        groups: mergeLists(contributions, (part) => part.groups),
        users: mergeRecords(contributions, "user", (part) => part.users, sameValue, conflicts),
        units: mergeRecords(contributions, "unit", (part) => part.units, joinUnits, conflicts),
        activations: mergeRecords(contributions, "activation", (part) => part.activations, joinActivations, conflicts),
        openings: mergeOpenings(contributions.flatMap(({ plan: part }) => part.openings ?? [])),
    };
    if (conflicts.length > 0) throw new PlanConflictError(conflicts);
    return plan;
}

/** The openings without exact duplicates, sorted by protocol and port. */
function mergeOpenings(openings: readonly Opening[]): Opening[] {
    const distinct = openings.filter(
        (one, index) => openings.findIndex((other) => isDeepStrictEqual(one, other)) === index,
    );
    return distinct.sort((a, b) => compareText(a.protocol, b.protocol) || a.port - b.port);
}

/** The distinct texts, in the order of their code units: the same on every machine, whatever its locale. */
export function sortedUnion(...lists: readonly (readonly string[])[]): string[] {
    return [...new Set(lists.flat())].sort(compareText);
}

function compareText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function mergeLists(
    contributions: readonly Contribution[],
    pick: (part: PartialHostPlan) => readonly string[] | undefined,
): string[] {
    return sortedUnion(...contributions.map(({ plan }) => pick(plan) ?? []));
}

/** Joins two values of one name, or names the field in which they differ. */
type Join<Value> = (a: Value, b: Value) => { readonly value: Value } | { readonly differsIn: string };

function mergeRecords<Value extends object>(
    contributions: readonly Contribution[],
    kind: string,
    pick: (part: PartialHostPlan) => Readonly<Record<string, Value>> | undefined,
    join: Join<Value>,
    conflicts: Conflict[],
): Record<string, Value> {
    const merged = new Map<string, Claimed<Value>>();
    for (const { by, plan } of contributions) {
        for (const [name, value] of Object.entries(pick(plan) ?? {})) {
            const earlier = merged.get(name);
            if (earlier === undefined) {
                merged.set(name, { by, value });
                continue;
            }
            const joined = join(earlier.value, value);
            if ("value" in joined) merged.set(name, { by: `${earlier.by} and ${by}`, value: joined.value });
            else conflicts.push({ what: `${kind} ${name}: ${joined.differsIn} differs`, sides: [earlier.by, by] });
        }
    }
    const names = [...merged].sort(([a], [b]) => compareText(a, b));
    return Object.fromEntries(names.map(([name, { value }]) => [name, value]));
}

/** The first field in which two records differ. */
function differingField(a: object, b: object): string | undefined {
    const left: Readonly<Record<string, unknown>> = { ...a };
    const right: Readonly<Record<string, unknown>> = { ...b };
    return sortedUnion(Object.keys(left), Object.keys(right)).find(
        (field) => !isDeepStrictEqual(left[field], right[field]),
    );
}

function sameValue<Value extends object>(a: Value, b: Value): ReturnType<Join<Value>> {
    const differsIn = differingField(a, b);
    return differsIn === undefined ? { value: a } : { differsIn };
}

/** A field that only one side sets is taken from it; both may add paths to watch. */
function joinUnits(a: UnitState, b: UnitState): ReturnType<Join<UnitState>> {
    const { watches: watchesOfA = [], ...fieldsOfA } = a;
    const { watches: watchesOfB = [], ...fieldsOfB } = b;
    const differsIn = differingField({ ...fieldsOfB, ...fieldsOfA }, { ...fieldsOfA, ...fieldsOfB });
    if (differsIn !== undefined) return { differsIn };
    const watches = sortedUnion(watchesOfA, watchesOfB);
    return { value: { ...fieldsOfA, ...fieldsOfB, ...(watches.length === 0 ? {} : { watches }) } };
}

/** The same command may serve several parts, each with its files. */
function joinActivations(a: Activation, b: Activation): ReturnType<Join<Activation>> {
    if (a.command !== b.command) return { differsIn: "command" };
    return { value: { command: a.command, watches: sortedUnion(a.watches, b.watches) } };
}
