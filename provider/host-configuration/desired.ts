import type { Desired, Previous } from "./changes";
import type { Connection, HostConfigurationInputs, HostConfigurationState } from "./inputs";
import type { SshTarget } from "./ssh";

/** The part of the inputs that is put onto the host, public and secret files together. */
export function desiredOf(inputs: HostConfigurationInputs): Desired {
    const { packages, removedPackages, absentFiles, folders, groups, users, units, activations } = inputs;
    return {
        packages,
        removedPackages,
        absentFiles,
        folders,
        groups,
        users,
        units,
        activations,
        files: { ...inputs.files, ...inputs.secretFiles },
        secretPaths: Object.keys(inputs.secretFiles),
    };
}

/** What an earlier delivery put there, by the stack's state. */
export function previousOf(old: HostConfigurationInputs | undefined): Previous {
    if (old === undefined) return { paths: [], users: [] };
    const started = Object.entries(old.units).filter(([, { enabled, active }]) => enabled === true || active === true);
    return {
        paths: [...Object.keys(old.files), ...Object.keys(old.secretFiles)],
        users: Object.keys(old.users),
        units: started.map(([name]) => name),
    };
}

export function targetOf(connection: Connection, hostKeys: readonly string[]): SshTarget {
    const { address, port, user, identityFile, proxyJump } = connection;
    return { address, port, user, identityFile, proxyJump, hostKeys };
}

/** The inputs alone, without what the provider added to them. */
export function inputsOf(state: HostConfigurationState): HostConfigurationInputs {
    const {
        currentHostKey: _key,
        hostKeyFingerprint: _print,
        sshfp: _sshfp,
        generation: _generation,
        unexpectedListeners: _listeners,
        foreignFilterTables: _tables,
        exposureLevels: _levels,
        ...inputs
    } = state;
    return inputs;
}
