import { hashComment, managedNotice } from "./comments";

/** One line of sshd_config(5) and the reason for it. */
export interface SshdOption {
    /** Keyword as the manual page spells it, for example `PermitRootLogin`. */
    readonly keyword: string;
    /** A list is joined by commas, as algorithm lists are. */
    readonly value: string | number | readonly string[];
    /** Comment lines above it; options without one belong to the reason before. */
    readonly why?: string;
}

/** The whole of /etc/ssh/sshd_config. sshd keeps the first value that it meets, so each keyword comes once. */
export function renderSshdConfig(options: readonly SshdOption[]): string {
    const lines = options.flatMap(({ keyword, value, why }) => [
        ...(why === undefined ? [] : ["", ...hashComment(why)]),
        `${keyword} ${typeof value === "object" ? value.join(",") : value}`,
    ]);
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
