import * as banNames from "../../../components/host/services/bans/names";
import * as listNames from "../../../components/host/services/blocklists/names";
import type { Figure } from "../finding";
import { NotDue, type Examiner, type ExaminationResult } from "../examiner";

/** Who is kept out at present, as the kernel and fail2ban count it. */
export const sources: Examiner = {
    id: "sources",
    title: "Sources that are kept out",
    examine: async ({ checks, shell }) => {
        const has = (id: string) => checks.some(({ by }) => by === id);
        if (!has("bans") && !has("blocklists")) throw new NotDue("the settings name neither lists nor bans");
        const lists = has("blocklists") ? await shell.text(`${listNames.program} status`) : "";
        const banned = has("bans") ? await shell.text(`${banNames.ownerProgram} list`) : undefined;
        return readSources(lists, banned);
    },
};

/**
 * @param lists lines of ranges in force, packets dropped, and the name of the set.
 * @param banned lines that begin with a banned address; undefined where nobody bans.
 */
export function readSources(lists: string, banned: string | undefined): ExaminationResult {
    const sets = lists.split("\n").flatMap((line) => {
        const [, ranges, dropped, name = ""] = /^(\d+) (\d+) (denied|list_\w+|countries_\d+)$/.exec(line) ?? [];
        return ranges === undefined ? [] : [{ name, ranges: Number(ranges), dropped: Number(dropped) }];
    });
    const named = sets.filter(({ name }) => name !== "denied");
    return {
        tool: "the kernel's sets",
        figures: [
            ...sets.flatMap(({ name, ranges, dropped }) => [
                figure(`Ranges in force of ${name}`, ranges),
                figure(`Packets dropped by ${name}`, dropped),
            ]),
            ...(banned === undefined
                ? []
                : [figure("Sources that are banned", banned.split("\n").filter((line) => line !== "").length)]),
        ],
        findings: named.map(({ name, ranges }) => ({
            rule: name,
            title: `${name} is in force`,
            passed: ranges > 0,
            severity: "medium",
            detail: ranges > 0 ? "" : "it holds no range: journalctl -u hardened-host-blocklists.service",
            covers: [],
        })),
    };
}

function figure(name: string, value: number): Figure {
    return { name, value, unit: "", better: "higher" };
}
