import { hashComment, managedNotice } from "./comments";

/** A boolean is written `yes` or `no`; each entry of a list gets a line of its own, in order. */
export type SystemdValue = string | number | boolean | readonly string[];

export type SystemdDirectives = Readonly<Record<string, SystemdValue>>;

/** A unit file or a drop-in: systemd.unit(5). */
export interface SystemdUnit {
    /** Comment at the top: why the unit is there. */
    readonly why?: string;
    readonly Unit?: SystemdDirectives;
    readonly Service?: SystemdDirectives;
    readonly Socket?: SystemdDirectives;
    readonly Timer?: SystemdDirectives;
    readonly Path?: SystemdDirectives;
    readonly Mount?: SystemdDirectives;
    readonly Install?: SystemdDirectives;
}

/** The order that systemd's own units keep. */
const sectionOrder = ["Unit", "Service", "Socket", "Timer", "Path", "Mount", "Install"] as const;

/**
 * What a program needs that only reads and writes a few files: nothing. Every unit of this product starts from here
 * and takes back what it can say a reason for, so that `systemd-analyze security` stays at 2.0 or less.
 * Meaning of each line: systemd.exec(5), systemd.resource-control(5).
 */
export const hardenedServiceSandbox: SystemdDirectives = {
    CapabilityBoundingSet: "",
    DevicePolicy: "closed",
    IPAddressDeny: "any",
    KeyringMode: "private",
    LockPersonality: true,
    MemoryDenyWriteExecute: true,
    NoNewPrivileges: true,
    PrivateDevices: true,
    PrivateNetwork: true,
    PrivateTmp: true,
    PrivateUsers: true,
    ProcSubset: "pid",
    ProtectClock: true,
    ProtectControlGroups: true,
    ProtectHome: true,
    ProtectHostname: true,
    ProtectKernelLogs: true,
    ProtectKernelModules: true,
    ProtectKernelTunables: true,
    ProtectProc: "invisible",
    ProtectSystem: "strict",
    RemoveIPC: true,
    RestrictAddressFamilies: "none",
    RestrictNamespaces: true,
    RestrictRealtime: true,
    RestrictSUIDSGID: true,
    SystemCallArchitectures: "native",
    SystemCallErrorNumber: "EPERM",
    SystemCallFilter: ["@system-service", "~@privileged @resources"],
    UMask: "0077",
};

/** Sections in systemd's own order, directives of `[Service]` sorted, all others as given. */
export function renderSystemdUnit(unit: SystemdUnit): string {
    const header = [...hashComment(managedNotice), ...hashComment(unit.why ?? "")];
    const sections = sectionOrder.flatMap((name) => {
        const directives = unit[name];
        return directives === undefined ? [] : [renderSection(name, directives)];
    });
    return `${[header, ...sections].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function renderSection(name: string, directives: SystemdDirectives): string[] {
    const entries = Object.entries(directives);
    if (name === "Service") entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    return [`[${name}]`, ...entries.flatMap(([key, value]) => valuesOf(value).map((text) => `${key}=${text}`))];
}

function valuesOf(value: SystemdValue): readonly string[] {
    if (typeof value === "boolean") return [value ? "yes" : "no"];
    return typeof value === "object" ? value : [String(value)];
}

/** A word of a command line that systemd takes as it is: systemd.service(5), "COMMAND LINES". */
export function systemdArgument(text: string): string {
    const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%").replaceAll("$", "$$$$");
    return /^[A-Za-z0-9_@/.:,+=%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
