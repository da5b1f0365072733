import { hashComment, managedNotice } from "./comments";

/** One item of login.defs(5) and the reason for it. */
export interface LoginDefinition {
    readonly key: string;
    readonly value: string | number;
    /** Comment lines above it; items without one belong to the reason before. */
    readonly why?: string;
}

/** The whole of /etc/login.defs: items apart from their values by a blank, one a line. */
export function renderLoginDefs(definitions: readonly LoginDefinition[]): string {
    const lines = definitions.flatMap(({ key, value, why }) => [
        ...(why === undefined ? [] : ["", ...hashComment(why)]),
        `${key} ${value}`,
    ]);
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
