import { lynis } from "./accepted-findings/lynis";
import { openscap } from "./accepted-findings/openscap";

/** A finding of an audit that is left as it is, and why. */
export interface AcceptedFinding {
    /** Who finds it: the id of an examination, `lynis` for example. */
    readonly examination: string;
    /** What it is called there. */
    readonly rule: string;
    readonly reason: string;
}

function accepted(examination: string, reasons: Readonly<Record<string, string>>): readonly AcceptedFinding[] {
    return Object.entries(reasons).map(([rule, reason]) => ({ examination, rule, reason }));
}

/** What is accepted on every host. A finding that is not here is open. */
export const acceptedFindings: readonly AcceptedFinding[] = [
    ...accepted("lynis", lynis),
    ...accepted("openscap", openscap),
];
