import type { Outcome } from "./injection";

/** One row for each kind of fault: how often, how the host ended, and what was not as promised. */
export function renderTable(outcomes: readonly Outcome[]): string {
    const titles = [...new Set(outcomes.map(({ fault }) => fault.title))].sort();
    const rows = titles.map((title) =>
        row(
            title,
            outcomes.filter(({ fault }) => fault.title === title),
        ),
    );
    const head = ["fault", "count", "old", "new", "between", "locked out", "broken promises", "settled after (s)"];
    const table = [head, ...rows, row("all", outcomes)];
    const widths = head.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
    const lines = table.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
    return `\n${lines.join("\n")}\n\n`;
}

function row(title: string, outcomes: readonly Outcome[]): string[] {
    const count = (holds: (outcome: Outcome) => boolean) => String(outcomes.filter(holds).length);
    const longest = Math.max(0, ...outcomes.map(({ secondsToSettle }) => secondsToSettle));
    return [
        title,
        String(outcomes.length),
        count(({ state }) => state === "old"),
        count(({ state }) => state === "new"),
        count(({ state }) => state === "between"),
        count(({ problems }) => problems.some((problem) => problem.startsWith("LOCKED OUT"))),
        count(({ problems }) => problems.length > 0),
        `at most ${longest.toFixed(0)}`,
    ];
}
