// An auditing computer, in the test's network: reads a request (JSON) from its standard input, and does what `npm run audit`
// does once Pulumi has told it the settings and the outputs of a stack. Prints the report as JSON on its last line.
import { readFileSync } from "node:fs";
import { auditHost } from "../../../scripts/audit/audit-host";
import { runBorrowed } from "../../../scripts/audit/borrowed-program";
import { examiners } from "../../../scripts/audit/examinations/index";
import { hostsUnderAudit } from "../../../scripts/audit/stack-hosts";
import { writeReport } from "../../../scripts/commands/audit";
import type { ContentPaths } from "../../../scripts/toolchain/scap-content";

export interface AuditRequest {
    /** What `pulumi config --json` prints. */
    readonly configuration: string;
    /** What `pulumi stack output --json` prints. */
    readonly outputs: string;
    /** Ids of examinations; empty for all. */
    readonly only: readonly string[];
    readonly profiles: readonly string[];
    readonly content: ContentPaths;
    /** For the reports. */
    readonly folder: string;
    /** Instead of an audit: a program, and the packages that it borrows. */
    readonly borrowed?: { readonly packages: readonly string[]; readonly program: string };
}

async function main({
    configuration,
    outputs,
    only,
    profiles,
    content,
    folder,
    borrowed,
}: AuditRequest): Promise<void> {
    const disk = { read: () => "", exists: () => true };
    const [host] = hostsUnderAudit(configuration, outputs, { file: "the test", disk });
    if (host === undefined) throw new Error("no host");
    try {
        if (borrowed !== undefined) {
            process.stdout.write(await runBorrowed(host.shell, borrowed.packages, borrowed.program));
            return;
        }
        const chosen = examiners({ profiles, content }).filter(({ id }) => only.length === 0 || only.includes(id));
        const audit = await auditHost(host, chosen, () => {});
        const report = { stack: "test", takenAt: new Date().toISOString(), hosts: [audit] };
        process.exitCode = writeReport(report, folder);
        process.stdout.write(`${JSON.stringify(report)}\n`);
    } finally {
        await host.shell.close();
    }
}

main(JSON.parse(readFileSync(0, "utf8")) as AuditRequest).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
});
