import type { Examination } from "../finding";
import { isOpen } from "../finding";
import { markup, type Markup } from "./markup";

const width = 640;
const rowHeight = 26;
const labelWidth = 210;

/** How many findings each examination has, of which state: one bar each. */
export function barChart(examinations: readonly Examination[]): Markup {
    const ran = examinations.filter(({ findings }) => findings.length > 0);
    const rows = ran.map((examination, index) => bar(examination, index * rowHeight));
    const words = ran.map((one) => describeCounts(one)).join("; ");
    return markup`<svg
        viewBox="0 0 ${width} ${Math.max(1, ran.length) * rowHeight}"
        role="img"
        aria-label="Findings by examination. ${words}"
    >
        ${rows}
    </svg>`;
}

interface Counts {
    readonly passed: number;
    readonly accepted: number;
    readonly open: number;
}

export function countsOf({ findings }: Pick<Examination, "findings">): Counts {
    const passed = findings.filter((one) => one.passed).length;
    const open = findings.filter(isOpen).length;
    return { passed, open, accepted: findings.length - passed - open };
}

function describeCounts(examination: Examination): string {
    const { passed, accepted, open } = countsOf(examination);
    return `${examination.title}: ${passed} passed, ${accepted} accepted, ${open} open`;
}

/** Of one length whatever the number, so that shares can be compared; the numbers stand beside it. */
function bar(examination: Examination, top: number): Markup {
    const counts = countsOf(examination);
    const all = examination.findings.length;
    const full = width - labelWidth - 100;
    const length = (count: number) => Math.round((full * count) / all);
    const [first, second] = [length(counts.passed), length(counts.accepted)];
    const rest = full - first - second;
    return markup`<g transform="translate(0 ${top})"
        ><text x="0" y="17">${examination.title}</text>
        <rect class="bar-passed" x="${labelWidth}" y="5" width="${first}" height="16" />
        <rect class="bar-accepted" x="${labelWidth + first}" y="5" width="${second}" height="16" />
        <rect
            class="bar-open"
            x="${labelWidth + first + second}"
            y="5"
            width="${counts.open === 0 ? 0 : rest}"
            height="16"
        />
        <text x="${labelWidth + full + 8}" y="17">${counts.passed} / ${counts.accepted} / ${counts.open}</text></g
    >`;
}

export interface Point {
    /** ISO 8601. */
    readonly at: string;
    readonly value: number;
}

const chartHeight = 90;
const margin = 10;

/** A number over time, from the oldest audit that is kept to this one. */
export function curve(name: string, points: readonly Point[]): Markup {
    const values = points.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const spread = most === least ? 1 : most - least;
    const x = (index: number) => margin + (index * (300 - 2 * margin)) / Math.max(1, points.length - 1);
    const y = (value: number) =>
        chartHeight - margin - 14 - ((value - least) * (chartHeight - 2 * margin - 28)) / spread;
    const places = points.map(({ value }, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
    const dots = points.map(
        ({ at, value }, index) =>
            markup`<circle class="dot" cx="${x(index).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3"
                ><title>${at}: ${value}</title></circle
            >`,
    );
    const [first, last] = [points[0], points.at(-1)];
    const label = `${name} over time: ${points.map(({ at, value }) => `${at.slice(0, 10)} ${value}`).join(", ")}`;
    return markup`<svg viewBox="0 0 300 ${chartHeight}" role="img" aria-label="${label}">
        <line class="axis" x1="${margin}" y1="${chartHeight - 18}" x2="${300 - margin}" y2="${chartHeight - 18}" />
        <polyline class="curve" points="${places.join(" ")}" />
        ${dots}
        <text x="${margin}" y="${chartHeight - 4}">${first?.at.slice(0, 10) ?? ""}</text>
        <text x="${300 - margin}" y="${chartHeight - 4}" text-anchor="end">${last?.at.slice(0, 10) ?? ""}</text>
    </svg>`;
}
