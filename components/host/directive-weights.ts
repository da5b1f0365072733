/** How well a directive confines a service, from 0 (not at all) to 1. */
type Confinement = (values: readonly string[]) => number;

const isOn = /^(1|yes|true|on)$/i;

const whenOn: Confinement = (values) => (isOn.test(values.at(-1) ?? "") ? 1 : 0);

function byValue(worth: Readonly<Record<string, number>>): Confinement {
    return (values) =>
        worth[(values.at(-1) ?? "").toLowerCase()] ?? (isOn.test(values.at(-1) ?? "") ? (worth["yes"] ?? 0) : 0);
}

/** A list of what is allowed; the fewer, the better. One that begins with `~` only takes away. */
const allowed: Confinement = (values) => {
    const entries = values.flatMap((value) => value.split(/\s+/)).filter((entry) => entry !== "" && entry !== "none");
    if (entries[0]?.startsWith("~") === true) return 0.4;
    return 1 / (1 + 0.15 * entries.length);
};

/** Groups of system calls whose being open counts, and how much: systemd.exec(5) says what is in them. */
const callGroups: Readonly<Record<string, number>> = {
    "@swap": 1,
    "@obsolete": 0.25,
    "@clock": 1,
    "@cpu-emulation": 0.25,
    "@debug": 1,
    "@mount": 1,
    "@module": 1,
    "@raw-io": 1,
    "@reboot": 1,
    "@resources": 0.5,
    "@privileged": 0.7,
};
const weightOfCallGroups = Object.values(callGroups).reduce((sum, weight) => sum + weight, 0);

/** Names of a filter that open more than what they say: a group counts as open with any of its calls. */
const opensAlso: Readonly<Record<string, readonly string[]>> = {
    "@system-service": ["@privileged", "@resources"],
    "@chown": ["@privileged"],
    "@setuid": ["@privileged"],
    chroot: ["@privileged"],
};

/** Groups that are taken away whole with another. */
const takesAlso: Readonly<Record<string, readonly string[]>> = {
    "@privileged": ["@clock", "@module", "@raw-io", "@reboot", "@swap"],
};

/** The first entry says whether it is a list of what is allowed or of what is denied; the others add or take away. */
const filter: Confinement = (values) => {
    const denies = values[0]?.startsWith("~") === true;
    const open = new Set(denies ? Object.keys(callGroups) : []);
    for (const value of values) {
        const taken = value.startsWith("~");
        for (const name of value.replace("~", "").split(/\s+/)) {
            const also = (taken ? takesAlso : opensAlso)[name] ?? [];
            for (const group of [name, ...also]) {
                if (taken) open.delete(group);
                else open.add(group);
            }
        }
    }
    const openWeight = [...open].reduce((sum, name) => sum + (callGroups[name] ?? 0), 0);
    return 1 - openWeight / weightOfCallGroups;
};

const account: Confinement = (values) => (["", "root", "0"].includes(values.at(-1) ?? "") ? 0 : 1);

/**
 * What `systemd-analyze security` looks at, and how much a directive counts there at most (its weights, in thousands:
 * analyze-security.c of systemd 257).
 */
export const directiveWeights: Readonly<
    Record<string, { readonly weight: number; readonly confinement: Confinement }>
> = {
    CapabilityBoundingSet: { weight: 15, confinement: allowed },
    DevicePolicy: { weight: 1, confinement: byValue({ closed: 1, strict: 1 }) },
    DynamicUser: { weight: 2, confinement: whenOn },
    IPAddressDeny: { weight: 1, confinement: byValue({ any: 1 }) },
    KeyringMode: { weight: 1, confinement: byValue({ private: 1 }) },
    LockPersonality: { weight: 0.1, confinement: whenOn },
    MemoryDenyWriteExecute: { weight: 0.1, confinement: whenOn },
    NoNewPrivileges: { weight: 1, confinement: whenOn },
    PrivateDevices: { weight: 1, confinement: whenOn },
    PrivateNetwork: { weight: 2.5, confinement: whenOn },
    PrivateTmp: { weight: 1, confinement: byValue({ yes: 1, disconnected: 1 }) },
    PrivateUsers: { weight: 1, confinement: byValue({ yes: 1, self: 1, identity: 0.5 }) },
    ProcSubset: { weight: 0.1, confinement: byValue({ pid: 1 }) },
    ProtectClock: { weight: 1, confinement: whenOn },
    ProtectControlGroups: { weight: 1, confinement: byValue({ yes: 1, private: 1, strict: 1 }) },
    ProtectHome: { weight: 1, confinement: byValue({ yes: 1, tmpfs: 0.9, "read-only": 0.5 }) },
    ProtectHostname: { weight: 0.1, confinement: byValue({ yes: 1, private: 1 }) },
    ProtectKernelLogs: { weight: 1, confinement: whenOn },
    ProtectKernelModules: { weight: 1, confinement: whenOn },
    ProtectKernelTunables: { weight: 1, confinement: whenOn },
    ProtectProc: { weight: 1, confinement: byValue({ invisible: 1, ptraceable: 0.7, noaccess: 0.9 }) },
    ProtectSystem: { weight: 1, confinement: byValue({ strict: 1, full: 0.7, yes: 0.4 }) },
    RemoveIPC: { weight: 0.1, confinement: whenOn },
    RestrictAddressFamilies: { weight: 4, confinement: allowed },
    RestrictNamespaces: { weight: 4, confinement: byValue({ yes: 1 }) },
    RestrictRealtime: { weight: 0.5, confinement: whenOn },
    RestrictSUIDSGID: { weight: 1, confinement: whenOn },
    SystemCallArchitectures: { weight: 1, confinement: byValue({ native: 1 }) },
    SystemCallFilter: { weight: weightOfCallGroups, confinement: filter },
    UMask: { weight: 0.1, confinement: byValue({ "0077": 1, "077": 1, "0027": 0.7, "027": 0.7 }) },
    User: { weight: 2, confinement: account },
};
