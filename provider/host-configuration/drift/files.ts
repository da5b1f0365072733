import type { HostConfigurationInputs, HostConfigurationState } from "../inputs";
import { notInForce } from "../in-force";
import type { Observation, ObservedPath } from "../observation";
import { withRemarks } from "./remarks";

type Files = HostConfigurationInputs["files"];
type Folders = HostConfigurationInputs["folders"];

/** A folder of the plan in whose place something else stands. */
export type DriftedFolder = Folders[string] & { readonly replacedBy?: string };

/** The planned files as they are, and those that should not be there. */
export function actualFiles(state: HostConfigurationState, observed: Observation): Files {
    const differences = notInForce(state.files, observed);
    const planned = Object.entries(state.files).flatMap(([path, file]): [string, Files[string]][] => {
        const actual = observed.paths.get(path);
        if (actual === undefined) return [];
        const content = withRemarks(actualContent(actual, file.content), differences.get(path) ?? []);
        return [[path, { ...file, ...ownership(actual), content }]];
    });
    return { ...Object.fromEntries(planned), ...strangers(observed), ...unwanted(state, observed) };
}

function ownership({ mode, owner, group }: ObservedPath) {
    return { mode, owner, group };
}

function actualContent(actual: ObservedPath, expected: string): string {
    if (actual.type !== "file") return `(${kindOf(actual)} is in its place)\n`;
    return actual.asExpected ? expected : (actual.content ?? "(changed on the host)\n");
}

/** For example `a link to /tmp/x`. */
function kindOf({ type, target }: ObservedPath): string {
    if (type === "link") return `a link to ${target ?? "somewhere"}`;
    return type === "other" ? "a special file" : `a ${type}`;
}

function strangers(observed: Observation): Files {
    return Object.fromEntries(
        [...observed.strangers].map(([path, actual]) => [
            path,
            {
                ...ownership(actual),
                content: actual.content ?? `(${actual.type === "file" ? "larger than 64 KiB" : kindOf(actual)})\n`,
            },
        ]),
    );
}

/** Files that should be absent and are there. */
function unwanted(state: HostConfigurationState, observed: Observation): Files {
    return Object.fromEntries(
        state.absentFiles.flatMap((path): [string, Files[string]][] => {
            const actual = observed.paths.get(path);
            return actual === undefined ? [] : [[path, { ...ownership(actual), content: "(should be absent)\n" }]];
        }),
    );
}

/** Content of secret files is never read back: only whether it is the planned one. */
export function actualSecretFiles(
    state: HostConfigurationState,
    observed: Observation,
): HostConfigurationInputs["secretFiles"] {
    return Object.fromEntries(
        Object.entries(state.secretFiles).flatMap(([path, file]) => {
            const actual = observed.paths.get(path);
            if (actual === undefined) return [];
            const changed = actual.type === "file" ? "(changed on the host)" : `(${kindOf(actual)} is in its place)`;
            const isPlanned = actual.type === "file" && actual.asExpected;
            return [[path, { content: isPlanned ? file.content : changed, ...ownership(actual) }]];
        }),
    );
}

export function actualFolders(state: HostConfigurationState, observed: Observation): Record<string, DriftedFolder> {
    return Object.fromEntries(
        Object.entries(state.folders).flatMap(([path, folder]): [string, DriftedFolder][] => {
            const actual = observed.paths.get(path);
            if (actual === undefined) return [];
            const replaced = actual.type === "folder" ? {} : { replacedBy: kindOf(actual) };
            return [[path, { ...folder, ...ownership(actual), ...replaced }]];
        }),
    );
}
