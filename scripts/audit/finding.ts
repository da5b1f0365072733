/** How much a finding matters; the tools' own words are mapped to these. */
export type Severity = "high" | "medium" | "low";

/** One property of a host that somebody looked at. Texts that come from the host may hold anything. */
export interface Finding {
    /** Stable within its examination: `SSH-7408`, `accounts: root has no password`. */
    readonly rule: string;
    readonly title: string;
    readonly passed: boolean;
    readonly severity: Severity;
    /** What was seen; empty where there is nothing to say. */
    readonly detail: string;
    /** Items of benchmarks, as in components/host/benchmark-items.ts. */
    readonly covers: readonly string[];
    /** Why it is left as it is, where that was decided. */
    readonly accepted?: string;
}

/** A number worth following over time. */
export interface Figure {
    readonly name: string;
    readonly value: number;
    /** Empty for a plain number. */
    readonly unit: string;
    readonly better: "higher" | "lower";
}

/** What one kind of look at a host gave. */
export interface Examination {
    readonly id: string;
    readonly title: string;
    /** What looked, with its version where it has one. */
    readonly tool: string;
    /** Why nothing is known. Empty where it ran. */
    readonly obstacle: string;
    /** False where there was nothing to look at: no site, no backups. */
    readonly isDue: boolean;
    /** What a reader must know of how it was done. */
    readonly remarks: readonly string[];
    readonly figures: readonly Figure[];
    readonly findings: readonly Finding[];
}

export interface HostAudit {
    readonly host: string;
    /** What runs there: `debian 13`. */
    readonly system: string;
    readonly examinations: readonly Examination[];
}

export interface AuditReport {
    readonly stack: string;
    /** ISO 8601, UTC. */
    readonly takenAt: string;
    readonly hosts: readonly HostAudit[];
}

/** Neither passed nor accepted. */
export function isOpen({ passed, accepted }: Finding): boolean {
    return !passed && accepted === undefined;
}

export function openFindings({ hosts }: AuditReport): readonly Finding[] {
    return hosts.flatMap(({ examinations }) => examinations.flatMap(({ findings }) => findings.filter(isOpen)));
}
