import { openFindings, type AuditReport } from "./finding";

/** Exit statuses of `npm run audit`, for pipelines. 1 is an error, as ever. */
export const auditStatuses = {
    /** Everything passed or is accepted. */
    nothingOpen: 0,
    error: 1,
    /** Something of low or medium severity is open. */
    open: 30,
    /** Something of high severity is open. */
    graveOpen: 31,
    /** Nothing is open where it was looked, but something could not be looked at. */
    unknown: 32,
};

export function auditStatusOf(report: AuditReport): number {
    const open = openFindings(report);
    if (open.some(({ severity }) => severity === "high")) return auditStatuses.graveOpen;
    if (open.length > 0) return auditStatuses.open;
    const examinations = report.hosts.flatMap((host) => host.examinations);
    const isBlind = examinations.some(({ isDue, obstacle }) => isDue && obstacle !== "");
    return isBlind ? auditStatuses.unknown : auditStatuses.nothingOpen;
}
