import { acceptedFindings } from "../../components/host/accepted-findings";
import { withAccepted } from "./accept";
import { runExaminer, type Examiner } from "./examiner";
import type { HostAudit } from "./finding";
import type { HostUnderAudit } from "./host-under-audit";

/** Every look at a host, one after the other: each would disturb the measurements of another. */
export async function auditHost(
    host: HostUnderAudit,
    examiners: readonly Examiner[],
    say: (line: string) => void,
): Promise<HostAudit> {
    const examinations = [];
    for (const examiner of examiners) {
        say(`${host.name}: ${examiner.title}`);
        examinations.push(withAccepted(await runExaminer(examiner, host), acceptedFindings));
    }
    const { id, version } = host.distribution;
    return { host: host.name, system: `${id} ${version}`, examinations };
}
