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

export function memory(name: string, peakMib: Readonly<Record<string, number>>): Figure {
    const parts = Object.entries(peakMib).map(([program, mib]) => `${program} ${mib.toFixed(0)}`);
    const total = Object.values(peakMib).reduce((sum, one) => sum + one, 0);
    return { name, value: `${total.toFixed(0)} MiB (${parts.sort().join(", ")})` };
}

export function render(title: string, figures: readonly Figure[]): string {
    const lines = figures.map(({ name, value, target, missed }) => {
        const judgement = target === undefined ? "" : ` (at most ${target}: ${missed === true ? "MISSED" : "met"})`;
        return `  ${name}: ${value}${judgement}\n`;
    });
    return `${title}\n${lines.join("")}\n`;
}
