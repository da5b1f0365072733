import { actualFiles, actualFolders, actualSecretFiles } from "./drift/files";
import { packageRemark } from "./drift/remarks";
import { actualUnits } from "./drift/units";
import { describeExposure } from "./exposure";
import { describeHostKey } from "./host-key-record";
import type { HostConfigurationInputs, HostConfigurationState } from "./inputs";
import type { Observation } from "./observation";

/**
 * The state as it would be if the host had been made to be as it is: what differs from the plan stands in it with its
 * actual value, so that a preview shows the difference as lines. Secret content is never read back.
 */
export function driftedState(state: HostConfigurationState, observed: Observation): HostConfigurationState {
    return {
        ...state,
        ...describeHostKey(observed.hostKey),
        ...describeExposure(observed, state),
        generation: observed.generation,
        packages: actualPackages(state, observed),
        removedPackages: state.removedPackages.filter((name) => !observed.installedPackages.has(name)),
        files: actualFiles(state, observed),
        secretFiles: actualSecretFiles(state, observed),
        folders: actualFolders(state, observed),
        groups: state.groups.filter((name) => observed.groups.has(name)),
        users: actualUsers(state, observed),
        units: actualUnits(state, observed),
    };
}

function actualPackages(state: HostConfigurationState, observed: Observation): string[] {
    return state.packages.flatMap((name) => {
        const incomplete = observed.incompletePackages.get(name);
        if (incomplete === undefined && !observed.installedPackages.has(name)) return [];
        const remarks = [...(incomplete === undefined ? [] : [incomplete]), ...heldRemark(name, observed)];
        return [packageRemark(name, remarks)];
    });
}

function heldRemark(name: string, observed: Observation): string[] {
    return observed.heldPackages.has(name) ? ["held"] : [];
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
