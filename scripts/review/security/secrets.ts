import { hiddenValue } from "../host-inputs";
import type { Inputs, ResourceChange } from "../resource-changes";
import { secretMark } from "../secrets";
import { say } from "../sentence";
import type { Finding } from "./finding";

/** Secrets that anybody who sees the state or a preview can read from now on, and those that nobody can any more. */
export function compareSecrecy({ delivered, planned }: Pick<ResourceChange, "delivered" | "planned">): Finding[] {
    if (planned === undefined) return [];
    const [old, next] = [leaves(delivered ?? {}), leaves(planned)];
    return [...next].flatMap(([path, text]): Finding[] => {
        const was = old.get(path) ?? hiddenAbove(old, path);
        const shown = text.includes(secretMark) && was?.includes(secretMark) !== true;
        if (shown) return [finding("weaker", say`a secret stands in plain text in ${placeOf(path)}`)];
        if (was === hiddenValue && text !== hiddenValue) {
            return [finding("weaker", say`${placeOf(path)} was a secret and is plain text`)];
        }
        const becomesSecret = text === hiddenValue && was !== undefined && was !== hiddenValue;
        return becomesSecret ? [finding("stronger", say`${placeOf(path)} was plain text and is a secret`)] : [];
    });
}

/** A file of a host goes by its path there. */
function placeOf(path: string): string {
    return /^files\.(\/.*)\.content$/.exec(path)?.[1] ?? path;
}

/** A whole map may have been one secret. */
function hiddenAbove(old: ReadonlyMap<string, string>, path: string): string | undefined {
    const parents = [...path.matchAll(/\.|\[/g)].map(({ index }) => path.slice(0, index));
    return parents.some((parent) => old.get(parent) === hiddenValue) ? hiddenValue : undefined;
}

/** Every text in the inputs by the way to it. */
function leaves(value: Inputs): Map<string, string> {
    const found = new Map<string, string>();
    const walk = (at: unknown, path: string) => {
        if (typeof at === "string") found.set(path, at);
        else if (Array.isArray(at)) at.forEach((one, index) => walk(one, `${path}[${index}]`));
        else if (typeof at === "object" && at !== null) {
            for (const [name, member] of Object.entries(at)) walk(member, path === "" ? name : `${path}.${name}`);
        }
    };
    walk(value, "");
    return found;
}

function finding(direction: Finding["direction"], sentence: Finding["sentence"]): Finding {
    return { direction, area: "secrets", sentence };
}
