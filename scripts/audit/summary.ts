import { visible } from "../review/markdown/text";
import { isOpen, type AuditReport } from "./finding";

/** What a terminal shows of a report: a line for each examination, and where the rest is. */
export function describeSummary({ hosts }: AuditReport, file: string): string {
    const lines = hosts.flatMap(({ host, examinations }) => [
        `${visible(host)}:`,
        ...examinations.map(({ title, obstacle, findings, figures }) => {
            if (obstacle !== "") return visible(`    ${title}: not made: ${obstacle}`);
            const open = findings.filter(isOpen).length;
            const numbers = figures.map(({ name, value, unit }) => `${name} ${value}${unit === "" ? "" : ` ${unit}`}`);
            return visible(`    ${title}: ${[`${open} open of ${findings.length}`, ...numbers].join(", ")}`);
        }),
    ]);
    return `${[...lines, `Report: ${file}`].join("\n")}\n`;
}
