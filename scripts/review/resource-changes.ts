import { isDeepStrictEqual } from "node:util";
import type { PreviewDigest, PreviewStep, ResourceState } from "./preview-digest";

export type Inputs = Readonly<Record<string, unknown>>;

/** `repair`: the program asks for nothing new, and what was changed behind its back is put back. */
export type Action = "replace" | "delete" | "create" | "update" | "repair" | "import" | "read" | "other";

/** A resource that the next `up` touches. */
export interface ResourceChange {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** The host that it belongs to, where it belongs to one. */
    readonly host: string | undefined;
    readonly action: Action;
    /** Inputs for whose sake it is replaced. */
    readonly replaceReasons: readonly string[];
    readonly isProtected: boolean;
    /** As last delivered; `undefined` for one that is new. */
    readonly delivered: Inputs | undefined;
    /** As the refresh found it; `undefined` for one that is new or gone. */
    readonly found: Inputs | undefined;
    /** As the program wants it; `undefined` for one that is deleted. */
    readonly planned: Inputs | undefined;
    /** It was delivered, and the refresh did not find it. */
    readonly isGone: boolean;
}

const hostType = "hardened-host:index:HardenedHost";
export const configurationType = "hardened-host:index:HostConfiguration";

/** Resources that are a machine, by type: without one of them, everything on it is gone. */
export const machineTypes: readonly string[] = [
    "aws:ec2/instance:Instance",
    "digitalocean:index/droplet:Droplet",
    "hardened-host:index:LocalMachine",
    "hcloud:index/server:Server",
];

const actions: Readonly<Record<string, Action>> = {
    create: "create",
    update: "update",
    delete: "delete",
    replace: "replace",
    "create-replacement": "replace",
    import: "import",
    "import-replacement": "replace",
    read: "read",
};

/**
 * What the steps of a preview do, without those that leave a resource as it is. Sorted by name: the engine takes what can
 * go side by side in any order.
 */
export function resourceChanges({ steps }: PreviewDigest): ResourceChange[] {
    const refreshed = new Map((steps ?? []).filter(({ op }) => op === "refresh").map((step) => [step.urn, step]));
    const changing = (steps ?? []).filter(({ op }) => op !== "refresh" && op !== "same");
    const changes = changing.map((step) => changeOf(step, refreshed.get(step.urn)));
    return changes.sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function changeOf(step: PreviewStep, refresh: PreviewStep | undefined): ResourceChange {
    const { urn, op, oldState, newState } = step;
    const action = actions[op] ?? "other";
    const state = newState ?? oldState;
    const delivered = refresh?.oldState?.inputs ?? oldState?.inputs;
    const found = oldState?.inputs;
    const planned = op === "delete" ? undefined : newState?.inputs;
    const isRepair = action === "update" && isDeepStrictEqual(delivered, planned) && !isDeepStrictEqual(found, planned);
    return {
        urn,
        type: state?.type ?? "",
        name: urn.split("::").at(-1) ?? urn,
        host: hostOf(state, urn),
        action: isRepair ? "repair" : action,
        replaceReasons: [...(step.replaceReasons ?? [])].sort(),
        isProtected: oldState?.protect === true,
        delivered,
        found,
        planned,
        isGone: delivered !== undefined && found === undefined,
    };
}

/** The component that a resource belongs to stands in its URN as its parent's type, and in its state by name. */
function hostOf(state: ResourceState | null | undefined, urn: string): string | undefined {
    const parent = state?.parent ?? "";
    if (state?.type === hostType) return urn.split("::").at(-1);
    return parent.split("::").at(-2)?.split("$").at(-1) === hostType ? parent.split("::").at(-1) : undefined;
}

/** True when a change makes a machine and everything on it go away. */
export function losesMachine({ action, type, isGone, replaceReasons }: ResourceChange): boolean {
    const lost = action === "replace" || action === "delete" || isGone;
    const isOther = type === configurationType && (action !== "replace" || replaceReasons.includes("machineId"));
    return lost && (machineTypes.includes(type) || isOther);
}

/** Names of the top-level inputs that differ. */
export function changedInputs(before: Inputs | undefined, after: Inputs | undefined): string[] {
    const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
    return names.filter((name) => !isDeepStrictEqual(before?.[name], after?.[name]));
}

/** True when a refresh found the resource otherwise than it was delivered. */
export function isDrifted({ delivered, found, isGone }: ResourceChange): boolean {
    return isGone || (delivered !== undefined && !isDeepStrictEqual(delivered, found));
}
