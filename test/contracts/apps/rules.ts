import type { z } from "zod";
import type { App } from "../../../components/host/apps/app";
import { claimsOf, ownServices, partRules } from "../parts/rules";
import type { PartSubject, Rule } from "../parts/rules";

/** An app, and the text of its page in docs/apps. */
export interface Subject extends PartSubject {
    readonly part: App<z.ZodType>;
    readonly page: string;
    /** Ids of all parts that a host may have. */
    readonly knownParts: readonly string[];
}

function sortedJson(values: readonly unknown[]): string {
    return JSON.stringify(values.map((value) => JSON.stringify(value)).sort());
}

/** Rows `| port | protocol | ...` of the page's table of ports. */
function portsOfPage(page: string): [string, string][] {
    return [...page.matchAll(/^\| (\d+(?:-\d+)?) *\| (tcp|udp) *\|/gm)].map(([, port = "", protocol = ""]) => [
        port,
        protocol,
    ]);
}

export const rules: Readonly<Record<string, Rule<Subject>>> = {
    ...partRules,
    "opens the ports of its page, and no others": (subject) => {
        const openings = claimsOf(subject, subject.everything).openings ?? [];
        const open = openings.map(({ port, portEnd, protocol }) => [
            portEnd === undefined ? String(port) : `${port}-${portEnd}`,
            protocol,
        ]);
        const written = portsOfPage(subject.page);
        return sortedJson(open) === sortedJson(written)
            ? []
            : [`opens ${JSON.stringify(open)}, and its page says ${JSON.stringify(written)}`];
    },
    "has a backup set that comes back": (subject) => {
        const sets = claimsOf(subject, subject.everything).backupSets ?? [];
        if (sets.length === 0) return ["has nothing to back up"];
        return sets.flatMap(({ name, paths, dump, load }) => [
            ...(paths.length === 0 ? [`${name} has no paths`] : []),
            ...((dump === undefined) === (load === undefined) ? [] : [`${name} can dump or load, but not both`]),
        ]);
    },
    "says what it needs, and whom it cannot live with": ({ part, everything, knownParts }) => {
        const { memoryMib, diskMib, excludes = {} } = part.demands(part.settings.parse(everything));
        return [
            ...(memoryMib > 0 && diskMib >= 0 ? [] : ["needs no memory"]),
            ...Object.keys(excludes)
                .filter((id) => !knownParts.includes(id))
                .map((id) => `cannot live with ${id}, which nobody knows`),
        ];
    },
    "gives no unit of its own a capability": (subject) =>
        ownServices(subject).flatMap(([path, lines]) => (lines.includes("CapabilityBoundingSet=") ? [] : [path])),
};
