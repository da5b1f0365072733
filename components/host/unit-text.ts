import { meaningfulLines } from "./formats/comments";

/** Folders that systemd reads units of the system from, those of a plan: systemd.unit(5). */
const unitFolders = ["/etc/systemd/system/", "/usr/local/lib/systemd/system/", "/usr/lib/systemd/system/"];

/** The part of a plan, or of what a host was given, that units are in. */
export interface UnitFiles {
    readonly files: Readonly<Record<string, { readonly content: string }>>;
}

/** Text of every service that the plan has a whole file of, with its drop-ins after it, by the name of its unit. */
export function services({ files }: UnitFiles): Map<string, string> {
    const texts = new Map<string, string>();
    const dropIns = new Map<string, string>();
    for (const path of Object.keys(files).sort()) {
        const folder = unitFolders.find((one) => path.startsWith(one));
        const [, name = "", dropIn] =
            /^([^/]+\.service)(\.d\/[^/]+\.conf)?$/.exec(path.slice(folder?.length ?? 0)) ?? [];
        if (folder === undefined || name === "") continue;
        const content = files[path]?.content ?? "";
        const [into, before] = dropIn === undefined ? [texts, ""] : [dropIns, dropIns.get(name) ?? ""];
        into.set(name, `${before}${content}\n`);
    }
    return new Map([...texts].map(([name, text]) => [name, `${text}${dropIns.get(name) ?? ""}`]));
}

/** Directives of a section of a unit; one that is given again adds to it, an empty one clears it: systemd.syntax(7). */
export function directivesOf(text: string, section: string): Map<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    let current = "";
    for (const line of meaningfulLines(text.replaceAll(/\\\n/g, " "))) {
        const header = /^\[(.+)\]$/.exec(line)?.[1];
        if (header !== undefined) current = header;
        else if (current === section) {
            const [, name = "", value = ""] = /^([A-Za-z]+)\s*=\s*(.*)$/.exec(line) ?? [];
            found.set(name, value === "" ? [""] : [...(found.get(name) ?? []).filter((one) => one !== ""), value]);
        }
    }
    return found;
}
