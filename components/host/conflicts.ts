import { isDeepStrictEqual } from "node:util";
import type { Contribution, Opening, PartialHostPlan } from "./plan";

/** Two parts of a plan that cannot both be had. */
export interface Conflict {
    /** What they disagree on, for example `file /etc/motd: content differs`. */
    readonly what: string;
    /** Ids of the hardenings or apps. */
    readonly sides: readonly [string, string];
    /** The second of them is what is missing. @default false */
    readonly isMissing?: boolean;
    /** What to do, where `what` already says all that is wrong. */
    readonly remedy?: string;
    /** Setting below `host` that is to be corrected, for example `edge.sites.chat.hostNames[0]`. @default the first of `sides` */
    readonly setting?: string;
}

/** Parts of a host plan disagree; nothing has changed. Carries every conflict found. */
export class PlanConflictError extends Error {
    public readonly conflicts: readonly Conflict[];

    public constructor(conflicts: readonly Conflict[]) {
        super(conflicts.map(({ what, sides: [a, b] }) => `${what} (asked for by ${a} and by ${b})`).join("\n"));
        this.name = "PlanConflictError";
        this.conflicts = conflicts;
    }
}

/** Every part that another one cannot do without, and that the settings do not name. */
export function missingParts(parts: readonly { readonly id: string; readonly needs: readonly string[] }[]): Conflict[] {
    const present = new Set(parts.map(({ id }) => id));
    return parts.flatMap(({ id, needs }) =>
        needs
            .filter((needed) => !present.has(needed))
            .map((needed) => ({
                what: `${id}: cannot be had without ${needed}, which the settings do not name`,
                sides: [id, needed] as const,
                isMissing: true,
            })),
    );
}

/** Something that one part wants in one place. */
interface Wish {
    readonly by: string;
    readonly wants: string;
    /** Package name, path or unit name. */
    readonly name: string;
}

/** Every conflict between different sections of the plan: what one part wants there and another wants gone. */
export function findConflicts(contributions: readonly Contribution[]): Conflict[] {
    const wishes = (wants: string, pick: (part: PartialHostPlan) => readonly string[]): Wish[] =>
        contributions.flatMap(({ by, plan }) => pick(plan).map((name) => ({ by, wants, name })));
    const files = wishes("a managed file", (part) => Object.keys(part.files ?? {}));
    const secretFiles = wishes("a secret file", (part) => Object.keys(part.secretFiles ?? {}));
    const absentFiles = wishes("absent", (part) => part.absentFiles ?? []);
    const folders = wishes("a folder", (part) => Object.keys(part.folders ?? {}));
    return [
        ...clashes(
            wishes("installed", (part) => part.packages ?? []),
            wishes("removed", (part) => part.removedPackages ?? []),
            "package",
        ),
        ...clashes(files, secretFiles, "path"),
        ...clashes([...files, ...secretFiles, ...folders], absentFiles, "path"),
        ...clashes([...files, ...secretFiles], folders, "path"),
        ...nestedPaths([...files, ...secretFiles, ...absentFiles], [...files, ...secretFiles, ...folders]),
        ...clashes(wishes("enabled or active", runningUnits), wishes("masked", maskedUnits), "unit"),
        ...overlappingOpenings(contributions),
    ];
}

function runningUnits({ units = {} }: PartialHostPlan): string[] {
    return Object.keys(units).filter((name) => units[name]?.enabled === true || units[name]?.active === true);
}

function maskedUnits({ units = {} }: PartialHostPlan): string[] {
    return Object.keys(units).filter((name) => units[name]?.masked === true);
}

function clashes(these: readonly Wish[], those: readonly Wish[], kind: string): Conflict[] {
    return these.flatMap((one) =>
        those
            .filter((other) => other.name === one.name)
            .map((other) => ({
                what: `${kind} ${one.name}: cannot be ${one.wants} and ${other.wants}`,
                sides: [one.by, other.by] as const,
            })),
    );
}

/** What lies below a path that is a file, or not there. */
function nestedPaths(leaves: readonly Wish[], others: readonly Wish[]): Conflict[] {
    return leaves.flatMap((leaf) =>
        others
            .filter((other) => other.name.startsWith(`${leaf.name}/`))
            .map((other) => ({
                what: `path ${leaf.name}: cannot be ${leaf.wants} and the parent folder of ${other.name}`,
                sides: [leaf.by, other.by] as const,
            })),
    );
}

function overlappingOpenings(contributions: readonly Contribution[]): Conflict[] {
    const all = contributions.flatMap(({ by, plan }) => (plan.openings ?? []).map((opening) => ({ by, opening })));
    return all.flatMap(({ by, opening }, index) =>
        all
            .slice(index + 1)
            .filter((later) => openingsOverlap(opening, later.opening))
            .map((later) => ({
                what: `${describeOpening(opening)} overlaps ${describeOpening(later.opening)}`,
                sides: [by, later.by] as const,
            })),
    );
}

/** True when two different openings share a port: one of them would decide for the other who may come in. */
export function openingsOverlap(a: Opening, b: Opening): boolean {
    if (a.protocol !== b.protocol || isDeepStrictEqual(a, b)) return false;
    return a.port <= (b.portEnd ?? b.port) && b.port <= (a.portEnd ?? a.port);
}

/** For example `opening 443/tcp (web)` or `opening 49152-65535/udp (calls)`. */
export function describeOpening({ protocol, port, portEnd, purpose }: Opening): string {
    const ports = portEnd === undefined || portEnd === port ? `${port}` : `${port}-${portEnd}`;
    return `opening ${ports}/${protocol} (${purpose})`;
}
