import type { HostInputs, ReviewedOpening } from "../host-inputs";
import { joined, listed, say, type Sentence } from "../sentence";
import { covers, describeSources } from "./address-ranges";
import { directionOf, type Direction, type Finding } from "./finding";

/** Who can reach what from outside: added, removed, moved, and to whom. */
export function compareOpenings(before: HostInputs, after: HostInputs): Finding[] {
    const pairs: [ReviewedOpening, ReviewedOpening][] = [];
    const take = (same: (a: ReviewedOpening, b: ReviewedOpening) => boolean) => {
        for (const one of [...gone]) {
            const other = added.find((candidate) => same(one, candidate));
            if (other === undefined) continue;
            pairs.push([one, other]);
            gone.splice(gone.indexOf(one), 1);
            added.splice(added.indexOf(other), 1);
        }
    };
    const [gone, added] = [[...before.openings], [...after.openings]];
    take((a, b) => portsOf(a) === portsOf(b));
    // Another port for the same purpose is the same service, moved.
    take((a, b) => a.protocol === b.protocol && a.purpose === b.purpose);
    return [
        ...added.map((one) => opened(one, "weaker")),
        ...gone.map((one) => finding("stronger", joined(nameOf(one), say` is closed`))),
        ...pairs.flatMap(([old, next]) => comparePair(old, next)),
    ];
}

/** An opening that is there from now on, and for whom. */
export function opened(one: ReviewedOpening, direction: Direction): Finding {
    const to = listed(describeSources(one.sources));
    return finding(direction, joined(nameOf(one), say` is opened to `, to, limitOf(one)));
}

function comparePair(old: ReviewedOpening, next: ReviewedOpening): Finding[] {
    return [
        ...movedPorts(old, next),
        ...changedSources(old, next),
        ...changedLimit(old, next),
        ...changedCount(old, next),
    ];
}

function movedPorts(old: ReviewedOpening, next: ReviewedOpening): Finding[] {
    const [from, to] = [portsOf(old), portsOf(next)];
    if (from === to) return [];
    const width = ({ port, portEnd }: ReviewedOpening) => (portEnd ?? port) - port + 1;
    const sentence = joined(nameOf(old), say` moves to ${to}`);
    return [finding(directionOf(-width(old), -width(next)), sentence)];
}

function changedSources(old: ReviewedOpening, next: ReviewedOpening): Finding[] {
    const [wasInside, isInside] = [covers(old.sources, next.sources), covers(next.sources, old.sources)];
    if (wasInside && isInside) return [];
    const [before, now] = [listed(describeSources(old.sources)), listed(describeSources(next.sources))];
    const sentence = joined(nameOf(next), say` is open to `, now, say` instead of `, before);
    return [finding(wasInside ? "stronger" : "weaker", sentence)];
}

function changedLimit(old: ReviewedOpening, next: ReviewedOpening): Finding[] {
    const rate = ({ rateLimit }: ReviewedOpening) =>
        rateLimit === undefined ? Infinity : rateLimit.connections / rateLimit.perSeconds;
    if (rate(old) === rate(next)) return [];
    const sentence = joined(nameOf(next), limitOf(next), say`; before`, limitOf(old));
    return [finding(directionOf(-rate(old), -rate(next)), sentence)];
}

function changedCount(old: ReviewedOpening, next: ReviewedOpening): Finding[] {
    const [before, now] = [old.connectionsPerSource, next.connectionsPerSource];
    if (before === now) return [];
    const said = (count: number | undefined) =>
        count === undefined ? "as many as the firewall's settings say" : count;
    const sentence = joined(
        nameOf(next),
        say`, ${said(now)} connections of an address at once; before, ${said(before)}`,
    );
    // What the settings say is more than an opening of its own is likely to.
    return [finding(directionOf(-(before ?? Infinity), -(now ?? Infinity)), sentence)];
}

function limitOf({ rateLimit }: ReviewedOpening): Sentence {
    return rateLimit === undefined
        ? say`, without a rate limit`
        : say`, at most ${rateLimit.connections} new connections in ${rateLimit.perSeconds} s from an address`;
}

function nameOf(opening: ReviewedOpening): Sentence {
    return say`${portsOf(opening)} (${opening.purpose})`;
}

function portsOf({ protocol, port, portEnd }: ReviewedOpening): string {
    return `${portEnd === undefined || portEnd === port ? port : `${port}-${portEnd}`}/${protocol}`;
}

function finding(direction: Direction, sentence: Sentence): Finding {
    return { direction, area: "openings", sentence };
}
