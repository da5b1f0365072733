import type { AuditReport, Examination, Finding } from "../../../scripts/audit/finding";

export const open: Finding = {
    rule: "SSH-1",
    title: "Root may log in",
    passed: false,
    severity: "high",
    detail: "PermitRootLogin yes",
    covers: ["CIS13 5.1.21"],
};
export const passed: Finding = { ...open, rule: "SSH-2", title: "Banner is shown", passed: true, detail: "" };
export const accepted: Finding = {
    ...open,
    rule: "SSH-3",
    title: "No second factor",
    severity: "low",
    accepted: "Keys are one.",
};

export function examination(findings: readonly Finding[], obstacle = ""): Examination {
    const figures = [{ name: "Index", value: 82, unit: "", better: "higher" as const }];
    return { id: "tool", title: "Tool", tool: "Tool 1.0", obstacle, isDue: true, remarks: [], figures, findings };
}

export function report(
    examinations: readonly Examination[],
    takenAt = "2026-11-22T01:02:03.000Z",
    host = "web",
): AuditReport {
    return { stack: "prod", takenAt, hosts: [{ host, system: "debian 13", examinations }] };
}

export const mixed = report([examination([open, passed, accepted])]);
