import { benchmarks } from "../../../components/host/benchmark-items";
import { openFindings, type AuditReport, type HostAudit } from "../finding";
import { barChart } from "./charts";
import { figureCards, historyCharts } from "./figures";
import { examinationSection, findingTable } from "./findings";
import { markup, Markup } from "./markup";
import { style } from "./style";

/** Nothing is loaded and nothing runs, whatever might have got past the escaping. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report as one file that needs nothing else.
 *
 * @param history earlier reports of the stack, oldest first.
 */
export function renderPage(report: AuditReport, history: readonly AuditReport[]): string {
    const open = openFindings(report).length;
    const title = `Audit of ${report.stack}`;
    const page = markup`<!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta http-equiv="Content-Security-Policy" content="${policy}" />
                <title>${title}</title>
                <style>
                    ${new Markup(style)}
                </style>
            </head>
            <body>
                <a class="skip" href="#findings">To the findings</a>
                <header>
                    <h1>${title}</h1>
                    <p class="quiet">${report.takenAt.replace("T", " ").slice(0, 16)} UTC, ${hostsOf(report)}</p>
                    <p>${verdict(open, report)}</p>
                </header>
                <main id="findings">${report.hosts.map((host) => hostSection(host, report, history))}</main>
                <footer>
                    <h2>Benchmarks</h2>
                    <ul>
                        ${Object.entries(benchmarks).map(([id, name]) => markup`<li><code>${id}</code> ${name}</li>`)}
                    </ul>
                </footer>
            </body>
        </html>`;
    return page.text;
}

function hostsOf({ hosts }: AuditReport): string {
    return hosts.length === 1 ? "one host" : `${hosts.length} hosts`;
}

function verdict(open: number, { hosts }: AuditReport): Markup {
    const missing = hosts.flatMap(({ examinations }) =>
        examinations.filter(({ isDue, obstacle }) => isDue && obstacle !== ""),
    );
    const count = missing.length === 1 ? "One examination was" : `${missing.length} examinations were`;
    const note = missing.length === 0 ? markup`` : markup` <span class="open">${count} not made.</span>`;
    if (open === 0) return markup`<span class="passed">✓ Nothing is open.</span>${note}`;
    return markup`<span class="open">✗ ${open === 1 ? "One finding is" : `${open} findings are`} open.</span>${note}`;
}

function hostSection(audit: HostAudit, report: AuditReport, history: readonly AuditReport[]): Markup {
    const id = `host-${report.hosts.indexOf(audit)}`;
    return markup`<section aria-labelledby="${id}">
        <h2 id="${id}">${audit.host} <span class="quiet">${audit.system}</span></h2>
        ${figureCards(audit)} ${barChart(audit.examinations)}
        <p class="quiet">
            Numbers beside the bars: <span class="passed">passed</span> / <span class="accepted">accepted</span> /
            <span class="open">open</span>
        </p>
        ${historyCharts(audit, [...history, report])}
        <h3>Open findings</h3>
        ${findingTable(audit, "open")}
        <h3>Accepted findings</h3>
        ${findingTable(audit, "accepted")}
        <h3>Every examination</h3>
        ${audit.examinations.map(examinationSection)}
    </section>`;
}
