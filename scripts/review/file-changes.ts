import { structuredPatch } from "diff";
import type { HostInputs } from "./host-inputs";
import type { Inputs } from "./resource-changes";

/** More edits than this are not compared line by line: it would take minutes, and nobody would read it. */
const maximumEdits = 5000;

/** A file of a host, or a text of several lines of another resource, that changes. */
export interface FileChange {
    readonly path: string;
    readonly kind: "added" | "changed" | "removed";
    readonly addedLines: number;
    readonly removedLines: number;
    /** Unified diff without its two header lines; empty where only the mode or the owner changes. */
    readonly diff: readonly string[];
}

/** Files of the plan that change, in the order of their paths. */
export function fileChanges(before: HostInputs, after: HostInputs): FileChange[] {
    const paths = [...new Set([...Object.keys(before.files), ...Object.keys(after.files)])].sort();
    return paths.flatMap((path) => {
        const [old, next] = [before.files[path], after.files[path]];
        const attributes = (file: typeof old) => `${file?.mode ?? ""} ${file?.owner ?? ""}:${file?.group ?? ""}`;
        if (old?.content === next?.content && attributes(old) === attributes(next)) return [];
        return [textChange(path, old?.content, next?.content)];
    });
}

/** Texts of several lines among the inputs of a resource that is no host. */
export function textChanges(name: string, before: Inputs, after: Inputs): FileChange[] {
    return Object.keys(after).flatMap((input) => {
        const [old, next] = [before[input], after[input]];
        if (typeof old !== "string" || typeof next !== "string" || old === next) return [];
        return old.includes("\n") || next.includes("\n") ? [textChange(`${name}: ${input}`, old, next)] : [];
    });
}

/** The hosts of a stack are much alike: the same two texts are compared once. */
const compared = new Map<string, Omit<FileChange, "path" | "kind">>();

function textChange(path: string, old: string | undefined, next: string | undefined): FileChange {
    const kind = old === undefined ? "added" : next === undefined ? "removed" : "changed";
    const key = `${old?.length ?? -1}\0${old ?? ""}\0${next ?? ""}`;
    const known = compared.get(key);
    const change = known ?? compareTexts(old ?? "", next ?? "");
    if (known === undefined) compared.set(key, change);
    return { path, kind, ...change };
}

function compareTexts(old: string, next: string): Omit<FileChange, "path" | "kind"> {
    const patch = structuredPatch("", "", old, next, "", "", { context: 3, maxEditLength: maximumEdits });
    if (patch === undefined) return wholeReplacement(old, next);
    const diff = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
    ]);
    const count = (mark: string) => diff.filter((line) => line.startsWith(mark)).length;
    return { addedLines: count("+"), removedLines: count("-"), diff };
}

function wholeReplacement(old: string, next: string): Omit<FileChange, "path" | "kind"> {
    const [gone, added] = [linesOf(old), linesOf(next)];
    const header = `@@ -1,${gone.length} +1,${added.length} @@ too different to be compared line by line`;
    const diff = [header, ...gone.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
    return { addedLines: added.length, removedLines: gone.length, diff };
}

function linesOf(text: string): string[] {
    return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
