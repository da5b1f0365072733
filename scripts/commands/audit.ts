import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { auditHost } from "../audit/audit-host";
import { readAuditOptions, type AuditOptions } from "../audit/options";
import { examiners } from "../audit/examinations/index";
import { auditStatusOf } from "../audit/exit-status";
import type { AuditReport } from "../audit/finding";
import { keep, readHistory } from "../audit/history";
import type { HostUnderAudit } from "../audit/host-under-audit";
import { renderJunit } from "../audit/report/junit";
import { renderPage } from "../audit/report/page";
import { renderSarif } from "../audit/report/sarif";
import { hostsUnderAudit } from "../audit/stack-hosts";
import { describeSummary } from "../audit/summary";
import { capture } from "../bootstrap/child";
import { projectRoot, stateFolder } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { findStackFile, withoutNewSalt } from "../pulumi/stack-files";
import { withPath } from "../pulumi/environment";
import { ensureScapContent, type ContentPaths } from "../toolchain/scap-content";
import { ensureSshAudit } from "../toolchain/ssh-audit";
import { ensureSystemTools } from "../toolchain/system-packages";
import { auditTools, tlsAuditTools } from "../toolchain/system-tools";
import { preparePulumi, stacksFolder } from "./stack";

/**
 * `npm run audit -- <stack> [host] [--profile ID]... [--only EXAMINATION]... [--output FOLDER]`: looks at the hosts of a stack
 * from inside and from outside, changes nothing on them, and writes a report. Ends with one of the exit statuses in
 * scripts/audit/exit-status.ts.
 */
export async function audit(args: readonly string[], phases: Phases): Promise<number> {
    const stackFile = findStackFile(stacksFolder, "audit", args[0]);
    const options = readAuditOptions(args);
    const env = await preparePulumi(phases);
    const hosts = await withoutNewSalt(stackFile, () => hostsOf(options, stackFile, env));
    await prepareTools(hosts, phases);
    const content = await ensureScapContent(
        phases,
        hosts.map(({ distribution }) => distribution.id),
    );
    return writeReport(
        await auditHosts(options, content, hosts, phases),
        options.output ?? join(stateFolder(), "audits", options.stack),
    );
}

async function hostsOf({ stack, host }: AuditOptions, file: string, env: NodeJS.ProcessEnv) {
    const ask = (...command: string[]) =>
        capture("pulumi", [...command, "--json", "--stack", stack], { cwd: projectRoot, env });
    const config = await ask("config", "--show-secrets");
    const outputs = await ask("stack", "output");
    const path = (name: string) => resolve(projectRoot, name.replace(/^~(?=\/)/, homedir()));
    const disk = {
        read: (name: string) => readFileSync(path(name), "utf8"),
        exists: (name: string) => existsSync(path(name)),
    };
    return hostsUnderAudit(config, outputs, { file, disk }, host);
}

async function prepareTools(hosts: readonly HostUnderAudit[], phases: Phases): Promise<void> {
    const servesTls = hosts.some(({ siteNames }) => siteNames.length > 0);
    await ensureSystemTools(phases, [...auditTools, ...(servesTls ? tlsAuditTools : [])]);
    // The examiners find it on PATH, as they find the system's tools.
    process.env["PATH"] = withPath(process.env, [await ensureSshAudit(phases)])["PATH"];
}

async function auditHosts(
    { stack, profiles, only }: AuditOptions,
    content: ContentPaths,
    hosts: readonly HostUnderAudit[],
    phases: Phases,
) {
    const chosen = examiners({ profiles, content }).filter(({ id }) => only.length === 0 || only.includes(id));
    return phases.run("audit", async (progress): Promise<AuditReport> => {
        const audits = [];
        for (const host of hosts) {
            try {
                audits.push(await auditHost(host, chosen, (line) => progress.begin(line)));
            } finally {
                await host.shell.close();
            }
        }
        return { stack, takenAt: new Date().toISOString(), hosts: audits };
    });
}

/** Writes every form of the report, and says in a few lines what is in it. */
export function writeReport(report: AuditReport, folder: string): number {
    const history = readHistory(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
    write("report.html", renderPage(report, history));
    write("report.json", `${JSON.stringify(report, undefined, 2)}\n`);
    write("report.sarif", renderSarif(report));
    write("report.junit.xml", renderJunit(report));
    keep(report, folder);
    process.stdout.write(describeSummary(report, join(folder, "report.html")));
    return auditStatusOf(report);
}
