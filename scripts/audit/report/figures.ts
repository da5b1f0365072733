import type { AuditReport, Figure, HostAudit } from "../finding";
import { isOpen } from "../finding";
import { curve, type Point } from "./charts";
import { markup, type Markup } from "./markup";

/** Charts of more audits than this could not be read. */
const mostPoints = 40;

export function figuresOf({ examinations }: HostAudit): readonly Figure[] {
    const open = examinations.flatMap(({ findings }) => findings.filter(isOpen)).length;
    return [
        { name: "Open findings", value: open, unit: "", better: "lower" },
        ...examinations.flatMap(({ figures }) => figures),
    ];
}

export function figureCards(audit: HostAudit): Markup {
    const cards = figuresOf(audit).map(
        ({ name, value, unit }) =>
            markup`<li>
                <div>${name}</div>
                <div class="figure">${value} ${unit}</div>
            </li>`,
    );
    return markup`<ul class="cards">
        ${cards}
    </ul>`;
}

/** Each figure over time; none at the first audit. */
export function historyCharts(audit: HostAudit, reports: readonly AuditReport[]): Markup {
    const charts = figuresOf(audit).flatMap(({ name, unit }) => {
        const points = pointsOf(name, audit.host, reports).slice(-mostPoints);
        return points.length < 2
            ? []
            : [
                  markup`<li>
                      <div>${name} ${unit}</div>
                      ${curve(name, points)}
                  </li>`,
              ];
    });
    return charts.length === 0
        ? markup``
        : markup`<h3>History</h3>
              <ul class="cards">
                  ${charts}
              </ul>`;
}

function pointsOf(name: string, host: string, reports: readonly AuditReport[]): Point[] {
    return reports.flatMap(({ takenAt, hosts }) => {
        const audit = hosts.find((one) => one.host === host);
        const figure = audit === undefined ? undefined : figuresOf(audit).find((one) => one.name === name);
        return figure === undefined ? [] : [{ at: takenAt, value: figure.value }];
    });
}
