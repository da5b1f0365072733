import { isDeepStrictEqual } from "node:util";
import { directiveWeights } from "../../../components/host/directive-weights";
import { estimatedExposure } from "../../../components/host/exposure";
import { directivesOf, services } from "../../../components/host/unit-text";
import type { HostInputs } from "../host-inputs";
import { joined, listed, say } from "../sentence";
import { directionOf, type Direction, type Finding } from "./finding";

/** Exposure of a service from 0 to 10 by its text, where systemd could measure it. */
export type MeasuredExposure = ReadonlyMap<string, number>;

/** Above this, `systemd-analyze security` calls a service exposed or worse. */
const exposed = 5;

/** How well the services are confined: the directives that change, and the exposure before and after. */
export function compareSandboxes(before: HostInputs, after: HostInputs, measured: MeasuredExposure): Finding[] {
    const [old, next] = [services(before), services(after)];
    return [...next].flatMap(([unit, text]) => {
        const was = old.get(unit);
        if (was === text) return [];
        return was === undefined ? [newService(unit, text, measured)] : changedService(unit, was, text, measured);
    });
}

/** Texts whose exposure {@link compareSandboxes} would ask for. */
export function textsToMeasure(before: HostInputs, after: HostInputs): string[] {
    const [old, next] = [services(before), services(after)];
    const changed = [...next].filter(([unit, text]) => old.get(unit) !== text);
    return changed.flatMap(([unit, text]) => [text, ...(old.get(unit) === undefined ? [] : [old.get(unit) ?? ""])]);
}

function newService(unit: string, text: string, measured: MeasuredExposure): Finding {
    const score = measured.get(text);
    const [exposure, words] = score === undefined ? [estimatedExposure(text), estimated] : [score, ""];
    const sentence = joined(say`the service ${unit} is added, exposure `, [`${exposure.toFixed(1)} of 10${words}`]);
    return finding(exposure > exposed ? "weaker" : "neutral", sentence);
}

function changedService(unit: string, was: string, is: string, measured: MeasuredExposure): Finding[] {
    const [old, next] = [directivesOf(was, "Service"), directivesOf(is, "Service")];
    const changed = Object.keys(directiveWeights).filter((name) => !isDeepStrictEqual(old.get(name), next.get(name)));
    if (changed.length === 0) return [];
    const { before, after, words } = exposures(was, is, measured);
    const describe = (name: string) => {
        const shown = (values: readonly string[] | undefined) => (values === undefined ? "unset" : values.join(" "));
        return `${name}: ${shown(old.get(name))} -> ${shown(next.get(name))}`;
    };
    const scores = `exposure ${after.toFixed(1)} of 10 instead of ${before.toFixed(1)}${words}`;
    const sentence = joined(say`the sandbox of ${unit} changes, `, [scores, ": "], listed(changed.map(describe)));
    return [finding(directionOf(-before, -after), sentence)];
}

/** Measured and estimated figures are never set against each other. */
function exposures(was: string, is: string, measured: MeasuredExposure) {
    const [before, after] = [measured.get(was), measured.get(is)];
    if (before !== undefined && after !== undefined) return { before, after, words: "" };
    return { before: estimatedExposure(was), after: estimatedExposure(is), words: estimated };
}

const estimated = " (estimated from its directives)";

function finding(direction: Direction, sentence: Finding["sentence"]): Finding {
    return { direction, area: "sandbox", sentence };
}
