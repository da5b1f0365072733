import { hashComment, managedNotice } from "./comments";

/** One line of a file of `key = value` lines and the reason for it. */
export interface KeyValueSetting {
    readonly key: string;
    readonly value: string | number;
    readonly why?: string;
}

/** A file of `key = value` lines, as auditd.conf(5) and aide.conf(5) have, the reason above each line. */
export function renderKeyValues(settings: readonly KeyValueSetting[]): string {
    const lines = settings.flatMap(({ key, value, why }) => [
        ...(why === undefined ? [] : ["", ...hashComment(why)]),
        `${key} = ${value}`,
    ]);
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
