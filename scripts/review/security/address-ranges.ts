import { BlockList, isIP } from "node:net";

/** Everybody, as an opening means it when it names no sources. */
const everywhere = ["0.0.0.0/0", "::/0"];

/** True when every address of the second list is in the first. An empty list means anywhere. */
export function covers(these: readonly string[], those: readonly string[]): boolean {
    const outer = rangesOf(these);
    return rangesOf(those).every((inner) => outer.some((range) => contains(range, inner)));
}

export function describeSources(sources: readonly string[]): readonly string[] {
    return sources.length === 0 ? ["anywhere"] : sources;
}

function rangesOf(sources: readonly string[]): readonly string[] {
    return sources.length === 0 ? everywhere : sources;
}

/** True when the first range holds all of the second; of a text that is no range, only when both are the same. */
function contains(outer: string, inner: string): boolean {
    if (outer === inner) return true;
    const [wide, narrow] = [parse(outer), parse(inner)];
    if (wide === undefined || narrow === undefined || wide.family !== narrow.family || wide.prefix > narrow.prefix) {
        return false;
    }
    const list = new BlockList();
    list.addSubnet(wide.address, wide.prefix, wide.family);
    return list.check(narrow.address, narrow.family);
}

function parse(range: string) {
    const [address = "", prefix] = range.split("/");
    const version = isIP(address);
    if (version === 0) return undefined;
    const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
    const isPrefix = Number.isInteger(bits) && bits >= 0 && bits <= (version === 4 ? 32 : 128);
    return isPrefix
        ? { address, prefix: bits, family: version === 4 ? ("ipv4" as const) : ("ipv6" as const) }
        : undefined;
}
