import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../../components/rules/rule";
import { hiddenValue, unknownValue } from "../host-inputs";
import {
    changedInputs,
    configurationType,
    losesMachine,
    type Action,
    type Inputs,
    type ResourceChange,
} from "../resource-changes";
import { joined, listed, plainText, say, type Sentence } from "../sentence";
import { alike, count, fitting } from "./lines";
import { codeSpan, markdownOf } from "./text";

/** What loses something stands first. */
const order: readonly Action[] = ["replace", "delete", "create", "import", "update", "repair", "read", "other"];

const verbs: Readonly<Record<Action, string>> = {
    replace: "**replaced**",
    delete: "**deleted**",
    create: "created",
    update: "changed",
    repair: "repaired",
    import: "taken over",
    read: "looked up",
    other: "touched",
};

interface Row {
    readonly change: ResourceChange;
    readonly why: Sentence;
}

/** The table of resources, replacements and deletions first, hosts that change alike in one row. */
export function changesTable(changes: readonly ResourceChange[], characters: number): string[] {
    const rows = [...changes]
        .sort((a, b) => rank(a) - rank(b) || (a.urn < b.urn ? -1 : 1))
        .map((change): Row => ({ change, why: reasonOf(change) }));
    const key = ({ change, why }: Row) =>
        JSON.stringify([change.type, change.action, losesMachine(change), plainText(why)]);
    const groups = alike(rows, key, ({ change }) => change.name);
    const lines = groups.map(({ value: { change, why }, where }) => {
        const mark = losesMachine(change) ? " ⚠️ machine lost" : "";
        const cells = [
            `${verbs[change.action]}${mark}`,
            markdownOf(listed(where, 3), true),
            codeSpan(change.type, true),
        ];
        return `| ${[...cells, markdownOf(why, true)].join(" | ")} |`;
    });
    const { shown, omitted } = fitting(lines, characters);
    const more = omitted === 0 ? [] : [`\n${count(omitted, "more row")} of this table did not fit.`];
    return ["| | Resource | Type | What and why |", "| --- | --- | --- | --- |", ...shown, ...more];
}

function rank(change: ResourceChange): number {
    return (losesMachine(change) ? 0 : order.length) + order.indexOf(change.action);
}

function reasonOf(change: ResourceChange): Sentence {
    const { action, isProtected, isGone, replaceReasons } = change;
    const protection =
        isProtected && ["replace", "delete"].includes(action) ? say`; it is protected, and \`up\` will refuse` : [];
    const gone = isGone ? say`it is gone; ` : [];
    if (action === "replace") {
        const causes = replaceReasons.flatMap((name, index) =>
            joined(index === 0 ? [] : ["; "], causeOf(name, change)),
        );
        return joined(gone, causes.length === 0 ? say`asked for` : causes, protection);
    }
    if (action === "delete") return joined(say`the program no longer has it`, protection);
    if (action === "create") return joined(gone, say`new`);
    if (action === "repair") return joined(say`drift is undone: `, listed(changedInputs(change.found, change.planned)));
    return action === "update" ? differences(change) : [];
}

function causeOf(name: string, { delivered, planned, type }: ResourceChange): Sentence {
    if (type === configurationType && name === "machineId") return say`its machine is another one`;
    return joined(say`${name} changes`, fromTo(delivered?.[name], planned?.[name]));
}

function differences({ type, delivered, planned }: ResourceChange): Sentence {
    const names = changedInputs(delivered, planned);
    if (names.length === 0) return say`something secret`;
    if (type === configurationType) return hostDifferences(names, delivered ?? {}, planned ?? {});
    const shown = names.slice(0, 6).map((name) => joined(say`${name}`, fromTo(delivered?.[name], planned?.[name])));
    const more = names.length > 6 ? [`, and ${names.length - 6} more`] : [];
    return [...shown.flatMap((one, index) => (index === 0 ? one : joined([", "], one))), ...more];
}

function hostDifferences(names: readonly string[], delivered: Inputs, planned: Inputs): Sentence {
    return names.flatMap((name, index) => {
        const changed = changedEntries(delivered[name], planned[name]);
        const number = changed === undefined ? "" : ` (${changed})`;
        return joined(index === 0 ? [] : [", "], say`${name}`, [number]);
    });
}

/** Number of entries that differ, of a map. */
function changedEntries(before: unknown, after: unknown): number | undefined {
    if (!isRecord(before) || !isRecord(after)) return undefined;
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key])).length;
}

function fromTo(before: unknown, after: unknown): Sentence {
    const [was, is] = [scalar(before), scalar(after)];
    if (after === unknownValue) return say` (known only afterwards)`;
    if (was === undefined || is === undefined) return [];
    return joined([" from "], say`${was}`, [" to "], say`${is}`);
}

/** A value short enough for a cell of the table; lists and texts of several lines have a place of their own. */
function scalar(value: unknown): string | undefined {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return typeof value === "string" && value !== hiddenValue && !value.includes("\n") ? value : undefined;
}
