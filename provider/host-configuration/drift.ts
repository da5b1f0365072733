import type { HostConfigurationInputs, HostConfigurationState, UnitState } from "./inputs";
import type { Observation, ObservedPath, ObservedUnit } from "./observation";
import { describeHostKey } from "./host-key-record";

/**
 * The state as it would be if the host had been made to be as it is: what differs from the plan stands in it with its
 * actual value, so that a preview shows the difference as lines. Secret content is never read back.
 */
export function driftedState(state: HostConfigurationState, observed: Observation): HostConfigurationState {
    return {
        ...state,
        ...describeHostKey(observed.hostKey),
        generation: observed.generation,
        packages: state.packages.filter((name) => observed.installedPackages.has(name)),
        removedPackages: state.removedPackages.filter((name) => !observed.installedPackages.has(name)),
        files: { ...actualFiles(state, observed), ...strangers(observed), ...unwanted(state, observed) },
        secretFiles: actualSecretFiles(state, observed),
        folders: actualFolders(state, observed),
        groups: state.groups.filter((name) => observed.groups.has(name)),
        users: actualUsers(state, observed),
        units: Object.fromEntries(
            Object.entries(state.units).map(([name, unit]) => [name, actualUnit(unit, observed.units.get(name))]),
        ),
    };
}

type Files = HostConfigurationInputs["files"];

function actualFiles(state: HostConfigurationState, observed: Observation): Files {
    return Object.fromEntries(
        Object.entries(state.files).flatMap(([path, file]) => {
            const actual = observed.paths.get(path);
            if (actual === undefined) return [];
            const { mode, owner, group } = actual;
            return [[path, { ...file, mode, owner, group, content: actualContent(actual, file.content) }]];
        }),
    );
}

function actualContent(actual: ObservedPath, expected: string): string {
    if (actual.type !== "file")
        return `(a ${actual.type === "folder" ? "folder" : "link or special file"} is in its place)\n`;
    return actual.asExpected ? expected : (actual.content ?? "(changed on the host)\n");
}

function strangers(observed: Observation): Files {
    return Object.fromEntries(
        [...observed.strangers].map(([path, { mode, owner, group, content }]) => [
            path,
            { mode, owner, group, content: content ?? "(not a regular file, or larger than 64 KiB)\n" },
        ]),
    );
}

/** Files that should be absent and are there. */
function unwanted(state: HostConfigurationState, observed: Observation): Files {
    return Object.fromEntries(
        state.absentFiles.flatMap((path) => {
            const actual = observed.paths.get(path);
            if (actual === undefined) return [];
            return [
                [
                    path,
                    { mode: actual.mode, owner: actual.owner, group: actual.group, content: "(should be absent)\n" },
                ],
            ];
        }),
    );
}

function actualSecretFiles(
    state: HostConfigurationState,
    observed: Observation,
): HostConfigurationInputs["secretFiles"] {
    return Object.fromEntries(
        Object.entries(state.secretFiles).flatMap(([path, file]) => {
            const actual = observed.paths.get(path);
            if (actual === undefined) return [];
            const { mode, owner, group } = actual;
            return [
                [path, { content: actual.asExpected ? file.content : "(changed on the host)", mode, owner, group }],
            ];
        }),
    );
}

function actualFolders(state: HostConfigurationState, observed: Observation): HostConfigurationInputs["folders"] {
    return Object.fromEntries(
        Object.entries(state.folders).flatMap(([path, folder]) => {
            const actual = observed.paths.get(path);
            if (actual?.type !== "folder") return [];
            return [[path, { ...folder, mode: actual.mode, owner: actual.owner, group: actual.group }]];
        }),
    );
}

function actualUsers(state: HostConfigurationState, observed: Observation): HostConfigurationInputs["users"] {
    return Object.fromEntries(
        Object.entries(state.users).flatMap(([name, user]) => {
            const actual = observed.users.get(name);
            if (actual === undefined || !actual.passwordLocked) return [];
            const groups = actual.groups.filter((group) => group !== name);
            const sameMembers = [...groups].sort().join() === [...user.groups].sort().join();
            return [
                [name, { ...user, shell: actual.shell, home: actual.home, groups: sameMembers ? user.groups : groups }],
            ];
        }),
    );
}

function actualUnit(planned: UnitState, actual: ObservedUnit | undefined): UnitState {
    const { loadState = "not-found", activeState = "inactive", unitFileState = "" } = actual ?? {};
    const fixedEnablement = ["static", "generated", "indirect", "transient"].includes(unitFileState);
    return {
        ...planned,
        ...(planned.masked === undefined ? {} : { masked: loadState === "masked" }),
        ...(planned.enabled === undefined || fixedEnablement
            ? {}
            : { enabled: ["enabled", "enabled-runtime", "alias"].includes(unitFileState) }),
        ...(planned.active === undefined
            ? {}
            : { active: ["active", "activating", "reloading"].includes(activeState) }),
    };
}
