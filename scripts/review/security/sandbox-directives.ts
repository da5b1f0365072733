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

const filter: Confinement = (values) => {
    const denied = values.filter((value) => value.startsWith("~")).length;
    return values.length > denied ? Math.min(1, 0.7 + 0.3 * denied) : 0.4;
};

const account: Confinement = (values) => (["", "root", "0"].includes(values.at(-1) ?? "") ? 0 : 1);

/**
 * What `systemd-analyze security` looks at, and how much a directive counts there at most (its weights, in thousands:
 * analyze-security.c of systemd 257).
 */
export const sandboxDirectives: Readonly<
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
    SystemCallFilter: { weight: 6, confinement: filter },
    UMask: { weight: 0.1, confinement: byValue({ "0077": 1, "077": 1, "0027": 0.7, "027": 0.7 }) },
    User: { weight: 2, confinement: account },
};
