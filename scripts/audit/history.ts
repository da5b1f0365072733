import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { AuditReport } from "./finding";

const finding = z.object({
    rule: z.string(),
    title: z.string(),
    passed: z.boolean(),
    severity: z.enum(["high", "medium", "low"]),
    detail: z.string(),
    covers: z.array(z.string()),
    accepted: z.string().exactOptional(),
});
const figure = z.object({ name: z.string(), value: z.number(), unit: z.string(), better: z.enum(["higher", "lower"]) });
const examination = z.object({
    id: z.string(),
    title: z.string(),
    tool: z.string(),
    obstacle: z.string(),
    isDue: z.boolean(),
    remarks: z.array(z.string()),
    figures: z.array(figure),
    findings: z.array(finding),
});
const report = z.object({
    stack: z.string(),
    takenAt: z.string(),
    hosts: z.array(z.object({ host: z.string(), system: z.string(), examinations: z.array(examination) })),
});

const fileName = (takenAt: string) => `${takenAt.replaceAll(":", "").replace(/\..*$/, "Z")}.json`;

/** Earlier reports of a folder, oldest first. A file that is none of ours, or of another edition of us, is left out. */
export function readHistory(folder: string): readonly AuditReport[] {
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => /^\d{4}-\d\d-\d\dT\d{6}Z\.json$/.test(name));
    return names.sort().flatMap((name) => {
        const parsed = report.safeParse(jsonOf(readFileSync(join(folder, name), "utf8")));
        return parsed.success ? [parsed.data] : [];
    });
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** Keeps a report for the charts of later ones. It says where a host is weak: nobody else may read it. */
export function keep(audit: AuditReport, folder: string): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, fileName(audit.takenAt)), `${JSON.stringify(audit)}\n`, { mode: 0o600 });
}
