import { hashComment, managedNotice } from "./comments";

/** One line of sudoers(5) and the reason for it. */
export interface SudoersLine {
    /** For example `Defaults use_pty` or `deploy ALL=(ALL:ALL) NOPASSWD: ALL`. */
    readonly line: string;
    readonly why?: string;
}

/** A drop-in for /etc/sudoers.d. sudo takes the last rule that fits, and reads drop-ins after its own file. */
export function renderSudoers(entries: readonly SudoersLine[]): string {
    const lines = entries.flatMap(({ line, why }) => [...(why === undefined ? [] : ["", ...hashComment(why)]), line]);
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
