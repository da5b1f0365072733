import type { Examination } from "../finding";
import { isOpen } from "../finding";
import { markup, type Markup } from "./markup";

/** How many findings each examination has, of which state: one bar each. The words beside it say the same. */
export function barChart(examinations: readonly Examination[]): Markup {
    const ran = examinations.filter(({ findings }) => findings.length > 0);
    return markup`<ul class="bars">
        ${ran.map((examination) => bar(examination))}
    </ul>`;
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

/** Of one length whatever the number, so that shares can be compared. */
function bar(examination: Examination): Markup {
    const { passed, accepted, open } = countsOf(examination);
    const all = examination.findings.length;
    const share = (count: number) => (100 * count) / all;
    return markup`<li>
        <span>${examination.title}</span>
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-passed" width="${share(passed)}" height="1" />
            <rect class="bar-accepted" x="${share(passed)}" width="${share(accepted)}" height="1" />
            <rect class="bar-open" x="${share(passed + accepted)}" width="${share(open)}" height="1" />
        </svg>
        <span>${passed} / ${accepted} / ${open}</span>
    </li>`;
}

export interface Point {
    /** ISO 8601. */
    readonly at: string;
    readonly value: number;
}

const chartHeight = 70;
const margin = 10;

/** A number over time, from the oldest audit that is kept to this one. */
export function curve(name: string, points: readonly Point[]): Markup {
    const values = points.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const spread = most === least ? 1 : most - least;
    const x = (index: number) => margin + (index * (300 - 2 * margin)) / Math.max(1, points.length - 1);
    const y = (value: number) => chartHeight - 2 * margin - ((value - least) * (chartHeight - 3 * margin)) / spread;
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
            <line class="axis" x1="${margin}" y1="${chartHeight - 4}" x2="${300 - margin}" y2="${chartHeight - 4}" />
            <polyline class="curve" points="${places.join(" ")}" />
            ${dots}
        </svg>
        <div class="quiet">${first?.value ?? ""} on ${first?.at.slice(0, 10) ?? ""}, now ${last?.value ?? ""}</div>`;
}
