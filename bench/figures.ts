import type { Measurement } from "./measured-run";

/** One line of a benchmark's result. */
export interface Figure {
    readonly name: string;
    readonly value: string;
    /** What it should be at most, with its unit; none where it is only shown. */
    readonly target?: string;
    readonly missed?: boolean;
}

/** The middle one; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

export function figure(name: string, value: number, unit: string, atMost?: number): Figure {
    const shown = `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`.trim();
    if (atMost === undefined) return { name, value: shown };
    return { name, value: shown, target: `${atMost} ${unit}`.trim(), missed: value > atMost };
}

/** Seconds of each run, as they came: how far they lie apart is part of the result. */
export function runs(name: string, seconds: readonly number[]): Figure {
    return { name, value: seconds.map((one) => `${one.toFixed(2)} s`).join(", ") };
}

/** Peak memory and processor time of a run. */
export function use(of: string, { peakMib, cpuSeconds }: Pick<Measurement, "peakMib" | "cpuSeconds">): Figure[] {
    return [
        { name: `peak memory of ${of}`, value: shares(peakMib, "MiB", 0) },
        { name: `processor time of ${of}`, value: shares(cpuSeconds, "s", 1) },
    ];
}

function shares(amounts: Readonly<Record<string, number>>, unit: string, digits: number): string {
    const parts = Object.entries(amounts).map(([program, amount]) => `${program} ${amount.toFixed(digits)}`);
    const total = Object.values(amounts).reduce((sum, one) => sum + one, 0);
    return `${total.toFixed(digits)} ${unit} (${parts.sort().join(", ")})`;
}

export function render(title: string, figures: readonly Figure[]): string {
    const lines = figures.map(({ name, value, target, missed }) => {
        const judgement = target === undefined ? "" : ` (at most ${target}: ${missed === true ? "MISSED" : "met"})`;
        return `  ${name}: ${value}${judgement}\n`;
    });
    return `${title}\n${lines.join("")}\n`;
}
