import type { AcceptedFinding } from "../../components/host/accepted-findings";
import type { Examination } from "./finding";

/** The same examination, with the reason beside each finding that was accepted. What passes needs none. */
export function withAccepted(examination: Examination, accepted: readonly AcceptedFinding[]): Examination {
    const reasons = new Map(
        accepted.filter((one) => one.examination === examination.id).map(({ rule, reason }) => [rule, reason]),
    );
    const findings = examination.findings.map((finding) => {
        const reason = finding.passed ? undefined : reasons.get(finding.rule);
        return reason === undefined ? finding : { ...finding, accepted: reason };
    });
    return { ...examination, findings };
}
