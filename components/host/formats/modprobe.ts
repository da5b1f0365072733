import { hashComment, managedNotice } from "./comments";

/** Modules that nothing may load, and why: modprobe.d(5). */
export interface BlockedModules {
    readonly why: string;
    readonly modules: readonly string[];
}

/**
 * `install NAME /bin/false` and not `blacklist NAME`: a blacklist only ignores a module's aliases, while an explicit
 * request or a dependency would still load it.
 */
export function renderModprobe(groups: readonly BlockedModules[]): string {
    const lines = groups
        .filter(({ modules }) => modules.length > 0)
        .flatMap(({ why, modules }) => [
            "",
            ...hashComment(why),
            ...modules.map((name) => `install ${name} /bin/false`),
        ]);
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}
