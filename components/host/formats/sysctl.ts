import { hashComment, managedNotice } from "./comments";

/** One kernel parameter: sysctl.d(5). */
export interface SysctlValue {
    /** Dotted name. `*` stands for every network interface there is. */
    readonly key: string;
    readonly value: string | number;
    /** Reason and source. Left out when the line belongs to the one above. */
    readonly why?: string;
    /** Not every supported kernel knows it: a kernel that does not is no error. @default false */
    readonly optional?: boolean;
}

/** A `-` before a name makes systemd-sysctl and sysctl(8) pass over a parameter that the kernel does not have. */
export function renderSysctl(values: readonly SysctlValue[]): string {
    const lines = values.flatMap(({ key, value, why, optional }) => [
        ...(why === undefined ? [] : ["", ...hashComment(why)]),
        `${optional === true ? "-" : ""}${key} = ${value}`,
    ]);
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
