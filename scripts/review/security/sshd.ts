import { meaningfulLines } from "../../../components/host/formats/comments";
import { contentOf, without, type HostInputs } from "../host-inputs";
import { joined, listed, say, type Sentence } from "../sentence";
import { algorithmsOf, strengthNames, strengthOf } from "./algorithms";
import { directionOf, type Direction, type Finding } from "./finding";
import { algorithmOptions, ratedOptions, watchedOptions } from "./sshd-ratings";

const path = "/etc/ssh/sshd_config";

/** An option of one part of the file: the whole connection, or what a Match line says of some. */
interface Section {
    /** Condition of the Match line; empty for what holds for all. */
    readonly condition: string;
    /** Keyword in lower case to the keyword as written and its value: the first of several counts, sshd_config(5). */
    readonly options: ReadonlyMap<string, { readonly keyword: string; readonly value: string }>;
}

/** What sshd lets in, and by which means. */
export function compareSshd(before: HostInputs, after: HostInputs): Finding[] {
    const [old, next] = [contentOf(before, path), contentOf(after, path)];
    if (old === next) return [];
    if (old === "" || next === "") {
        const how = next === "" ? say`is no longer managed` : say`is managed from now on`;
        return [finding(next === "" ? "weaker" : "stronger", joined(say`${path} `, how))];
    }
    const [oldGlobal, ...oldMatches] = sections(old);
    const [global, ...matches] = sections(next);
    if (oldGlobal === undefined || global === undefined) return [];
    const earlier = new Set(oldMatches.map(fingerprint));
    const added = matches.filter((section) => !earlier.has(fingerprint(section)));
    const kept = new Set(matches.map(fingerprint));
    const removed = oldMatches.filter((section) => !kept.has(fingerprint(section)));
    return [
        ...compareSections(oldGlobal, global),
        ...added.flatMap((section) => exceptionsOf(section, global)),
        ...removed.map(({ condition }) => finding("neutral", say`the section Match ${condition} is gone or different`)),
    ];
}

function sections(text: string): Section[] {
    const found: { condition: string; options: Map<string, { keyword: string; value: string }> }[] = [
        { condition: "", options: new Map() },
    ];
    for (const line of meaningfulLines(text)) {
        const [, keyword = "", value = ""] = /^([A-Za-z0-9]+)[\s=]*(.*)$/.exec(line) ?? [];
        const key = keyword.toLowerCase();
        if (key === "match") found.push({ condition: value, options: new Map() });
        else if (found.at(-1)?.options.has(key) === false) found.at(-1)?.options.set(key, { keyword, value });
    }
    return found;
}

function fingerprint({ condition, options }: Section): string {
    return JSON.stringify([condition, [...options.values()]]);
}

function compareSections(old: Section, next: Section): Finding[] {
    const keys = [...new Set([...old.options.keys(), ...next.options.keys()])];
    return keys.flatMap((key) => {
        const [was, is] = [old.options.get(key), next.options.get(key)];
        const keyword = is?.keyword ?? was?.keyword ?? key;
        return was?.value === is?.value ? [] : compareOption(key, keyword, was?.value, is?.value);
    });
}

/** What a Match section says against the rest of the file. */
function exceptionsOf({ condition, options }: Section, global: Section): Finding[] {
    const differing = [...options].flatMap(([key, { keyword, value }]) =>
        compareOption(key, keyword, global.options.get(key)?.value, value),
    );
    const where = say` (only where ${condition})`;
    if (differing.length === 0) return [finding("neutral", say`a section Match ${condition} is added`)];
    return differing.map((one) => ({ ...one, sentence: joined(one.sentence, where) }));
}

/** Finding for one option; none for an option that says nothing about security. */
function compareOption(key: string, keyword: string, was: string | undefined, is: string | undefined): Finding[] {
    if (algorithmOptions.includes(key)) return compareAlgorithms(keyword, was, is);
    const rated = Object.hasOwn(ratedOptions, key) ? ratedOptions[key] : undefined;
    const sentence = joined(say`${keyword} becomes `, valueOr(is), say` instead of `, valueOr(was));
    if (rated !== undefined) {
        const [old, next] = [rated.rate(was ?? rated.default), rated.rate(is ?? rated.default)];
        // What cannot be judged may be anything.
        const direction = next === undefined ? "weaker" : old === undefined ? "neutral" : directionOf(old, next);
        return [finding(direction, sentence)];
    }
    if (key === "port") return [finding("neutral", sentence)];
    return watchedOptions.includes(key) ? [finding(is === undefined ? "weaker" : "neutral", sentence)] : [];
}

function valueOr(value: string | undefined): Sentence {
    return value === undefined ? say`sshd's default` : say`${value}`;
}

function compareAlgorithms(keyword: string, was: string | undefined, is: string | undefined): Finding[] {
    if (was === undefined || is === undefined) {
        const sentence = joined(say`${keyword} becomes `, valueOr(is), say` instead of `, valueOr(was));
        return [finding(is === undefined ? "weaker" : "stronger", sentence)];
    }
    const [old, next] = [algorithmsOf(was), algorithmsOf(is)];
    const [added, removed] = [without(next, old), without(old, next)];
    const weakest = (names: readonly string[]) => Math.min(...names.map(strengthOf));
    const direction = next.length === 0 || is.startsWith("-") ? "neutral" : directionOf(weakest(old), weakest(next));
    const grown = added.length === 0 ? [] : joined(say` accepts `, withStrengths(added));
    const shrunk = removed.length === 0 ? [] : joined(say` no longer accepts `, withStrengths(removed));
    const order = added.length + removed.length === 0 ? say` has another order` : [];
    const and = added.length > 0 && removed.length > 0 ? [" and"] : [];
    return [finding(direction, joined(say`${keyword}`, grown, and, shrunk, order))];
}

function withStrengths(names: readonly string[]): Sentence {
    const strengths = [...new Set(names.map((name) => strengthNames[strengthOf(name)] ?? ""))];
    return joined(listed(names), [` (${strengths.join(", ")})`]);
}

function finding(direction: Direction, sentence: Sentence): Finding {
    return { direction, area: "SSH", sentence };
}
