import { contentOf, without, type HostInputs } from "../host-inputs";
import { say } from "../sentence";
import type { Direction, Finding } from "./finding";

const rulesFile = "/etc/nftables.d/hardened-host-egress.nft";
const listFile = "/etc/hardened-host/egress";

/** Whether what leaves the host is closed, and the ways out that stay open, by account and destination. */
export function compareEgress(before: HostInputs, after: HostInputs): Finding[] {
    const [had, has] = [before, after].map(isClosed);
    if (had === true && has !== true) {
        return [
            finding("weaker", say`every program of the host may reach every address: ways out are no longer closed`),
        ];
    }
    if (has !== true) return [];
    const [left, leaves] = [waysOut(before), waysOut(after)];
    if (had !== true) {
        const count = leaves.length;
        return [finding("stronger", say`nothing leaves the host any more but by ${count} ways that its parts ask for`)];
    }
    return [
        ...without(leaves, left).map((way) => finding("weaker", say`may go out: ${way}`)),
        ...without(left, leaves).map((way) => finding("stronger", say`may no longer go out: ${way}`)),
    ];
}

/** What is closed on every host whose settings or apps do not open it: a new one without is weaker than that. */
export function describeWaysOut(host: HostInputs): Finding[] {
    if (isClosed(host)) return [];
    return [finding("weaker", say`every program of the host may reach every address: ways out are not closed`)];
}

/** Where they are only reported, the rules that would refuse let through. */
function isClosed(host: HostInputs): boolean {
    return contentOf(host, rulesFile).includes("reject with icmpx");
}

/** Rules that let something out, with the members of their sets instead of the sets' names. */
function waysOut(host: HostInputs): string[] {
    const members = membersOf(contentOf(host, listFile));
    const [, chain = ""] = /chain output \{([^]*?)\n {4}\}/.exec(contentOf(host, rulesFile)) ?? [];
    const ways = chain.split("\n").flatMap((line) => {
        const rule = /^\s*meta skuid @(\w+) (.*?) counter accept comment "(.*)"$/.exec(line);
        if (rule === null) return [];
        const [, accounts = "", match = "", purpose = ""] = rule;
        const where = match.replace(/ip6? daddr @(\w+)_ipv[46]/, (_, set: string) => `to ${members.get(set) ?? set}`);
        return [`${members.get(accounts) ?? accounts}: ${where} (${purpose})`];
    });
    return [...new Set(ways)];
}

/** Members of each set, as the host's own list has them. */
function membersOf(list: string): ReadonlyMap<string, string> {
    const members = new Map<string, string>();
    for (const line of list.split("\n")) {
        const [kind, set = "", member = ""] = line.split(" ");
        if (kind !== "account" && kind !== "name") continue;
        const earlier = members.get(set);
        members.set(set, earlier === undefined ? member : `${earlier}, ${member}`);
    }
    return members;
}

function finding(direction: Direction, sentence: Finding["sentence"]): Finding {
    return { direction, area: "firewall", sentence };
}
