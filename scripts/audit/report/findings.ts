import { isOpen, type Examination, type Finding, type HostAudit, type Severity } from "../finding";
import { countsOf } from "./charts";
import { markup, Markup } from "./markup";

const order: readonly Severity[] = ["high", "medium", "low"];

interface FoundBy {
    readonly examination: string;
    readonly finding: Finding;
}

/** Those that are open, or those that are accepted, the gravest first. */
export function findingTable({ examinations }: HostAudit, state: "open" | "accepted"): Markup {
    const found = examinations.flatMap(({ title, findings }) =>
        findings
            .filter((one) => !one.passed && isOpen(one) === (state === "open"))
            .map((finding): FoundBy => ({ examination: title, finding })),
    );
    if (found.length === 0) return markup`<p class="quiet">None.</p>`;
    const rows = [...found].sort((a, b) => gravity(a) - gravity(b)).map((one) => row(one));
    return markup`<table class="findings">
        <thead>
            <tr>
                <th scope="col">Severity</th>
                <th scope="col">Finding</th>
                <th scope="col">By</th>
                <th scope="col">Covers</th>
            </tr>
        </thead>
        <tbody>
            ${rows}
        </tbody>
    </table>`;
}

function gravity({ finding }: FoundBy): number {
    return order.indexOf(finding.severity);
}

function row({ examination, finding }: FoundBy): Markup {
    const { severity, title, rule, detail, covers, accepted } = finding;
    const seen = detail === "" ? markup`` : markup`<pre>${linesOf(detail)}</pre>`;
    const reason =
        accepted === undefined ? markup`` : markup`<p><span class="accepted">Accepted:</span> ${accepted}</p>`;
    const name = rule === title ? markup`` : markup` <code class="quiet">${rule}</code>`;
    return markup`<tr>
        <td data-label="Severity">${severity}</td>
        <td data-label="Finding">${title}${name}${seen}${reason}</td>
        <td data-label="By">${examination}</td>
        <td data-label="Covers">${covers.join(", ")}</td>
    </tr>`;
}

const lineBreak = new Markup("\n");

/** Line by line, each escaped: a line break is shown as one, and nothing else of what a host says acts. */
function linesOf(detail: string): readonly Markup[] {
    return detail
        .slice(0, 4000)
        .split("\n")
        .slice(0, 40)
        .map((line) => markup`${line}${lineBreak}`);
}

export function examinationSection(examination: Examination): Markup {
    const { title, tool, obstacle, remarks, findings } = examination;
    if (obstacle !== "")
        return markup`<details>
            <summary>${title}: <span class="quiet">not made</span></summary>
            <p>${obstacle}</p>
        </details>`;
    const { passed, accepted, open } = countsOf(examination);
    const rows = findings
        .filter((one) => one.passed)
        .map(
            ({ title: what, covers }) =>
                markup`<tr>
                    <td data-label="Finding">${what}</td>
                    <td data-label="Covers">${covers.join(", ")}</td>
                </tr>`,
        );
    const table = markup`<table>
        <caption>
            What passed
        </caption>
        <thead>
            <tr>
                <th scope="col">Finding</th>
                <th scope="col">Covers</th>
            </tr>
        </thead>
        <tbody>
            ${rows}
        </tbody>
    </table>`;
    return markup`<details>
        <summary>${title}: ${passed} passed, ${accepted} accepted, ${open} open</summary>
        <p class="quiet">${tool}</p>
        ${remarks.map((remark) => markup`<p>${remark}</p>`)}${rows.length === 0 ? markup`` : table}
    </details>`;
}
