import type { Desired } from "../../../provider/host-configuration/changes";
import type { HostConfigurationState } from "../../../provider/host-configuration/inputs";
import type { Observation, ObservedPath } from "../../../provider/host-configuration/observation";

export const rootOwned = { mode: "0644", owner: "root", group: "root" };

export const unchangedFile: ObservedPath = { type: "file", ...rootOwned, asExpected: true };

export function desired(parts: Partial<Desired> = {}): Desired {
    return {
        packages: [],
        removedPackages: [],
        absentFiles: [],
        folders: {},
        groups: [],
        users: {},
        units: {},
        activations: {},
        files: {},
        secretPaths: [],
        ...parts,
    };
}

export function observation(parts: Partial<Observation> = {}): Observation {
    return {
        distribution: { id: "debian", version: "13" },
        generation: 4,
        hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBcpEue0Zsbmp6MdlmS/WyLOwtwqdA6juTpbzdj/s5Q1",
        paths: new Map(),
        strangers: new Map(),
        installedPackages: new Set(),
        heldPackages: new Set(),
        incompletePackages: new Map(),
        units: new Map(),
        users: new Map(),
        groups: new Set(),
        kernelParameters: new Map(),
        rulesInFile: [],
        rulesInForce: [],
        listeners: [],
        chains: [],
        exposureLevels: new Map(),
        ...parts,
    };
}

export function state(parts: Partial<HostConfigurationState> = {}): HostConfigurationState {
    const { hostKey } = observation();
    return {
        machineId: "machine-1",
        distribution: "debian-13",
        connection: { address: "127.0.0.1", port: 4222, user: "deploy", hostKey, rotateHostKey: true },
        packages: [],
        removedPackages: [],
        files: {},
        secretFiles: {},
        absentFiles: [],
        folders: {},
        groups: [],
        users: {},
        units: {},
        activations: {},
        openings: [],
        confirmTimeoutSeconds: 120,
        currentHostKey: hostKey,
        hostKeyFingerprint: "SHA256:unused",
        sshfp: [],
        generation: 4,
        unexpectedListeners: [],
        foreignFilterTables: [],
        exposureLevels: {},
        ...parts,
    };
}
