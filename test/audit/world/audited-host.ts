import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshCommand } from "../../../components/delivery/ssh-access";
import type { AuditReport, Examination } from "../../../scripts/audit/finding";
import type { Access } from "../../faults/world/birth";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { keyOf } from "../../faults/world/host-variant";
import type { World } from "../../faults/world/world";
import type { CommandResult } from "../../vm/world/command";
import type { AuditRequest } from "./audit";

/** OpenSCAP lets everybody else go first: minutes on a quiet computer, and a quarter of an hour on a busy one. */
const longestSeconds = 25 * 60;

/** What is looked at; by default with all examinations, and the content that the host's distribution packages. */
export type AuditScope = Partial<Pick<AuditRequest, "only" | "profiles" | "content">>;

export interface Audited {
    readonly status: number;
    readonly report: AuditReport;
    readonly folder: string;
}

/** A host as a stack knows it, and the computer that audits it. */
export class AuditedHost {
    public constructor(
        private readonly world: World,
        public readonly host: FaultyHost,
        private readonly access: Access,
    ) {}

    public async audit({
        only = [],
        profiles = ["anssi_bp28_enhanced"],
        content = {},
    }: AuditScope = {}): Promise<Audited> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-audit-"));
        const request = { ...(await this.stack()), only, profiles, content, folder };
        const { status, stdout, output } = await this.run(request);
        const last = stdout.trimEnd().split("\n").at(-1) ?? "";
        if (!last.startsWith("{")) throw new Error(`no report; the audit ended with ${status}: ${output}`);
        return { status, report: JSON.parse(last) as AuditReport, folder };
    }

    /** Runs a program in the box that the audit's tools run in. */
    public async borrow(packages: readonly string[], program: string): Promise<CommandResult> {
        return this.run({
            ...(await this.stack()),
            only: [],
            profiles: [],
            content: {},
            folder: "",
            borrowed: { packages, program },
        });
    }

    private run(request: AuditRequest): Promise<CommandResult> {
        const args = ["--require", "tsx/cjs", join(__dirname, "audit.ts")];
        const input = JSON.stringify(request);
        return this.world.network.run(process.execPath, args, { input, timeoutSeconds: longestSeconds });
    }

    private async stack(): Promise<Pick<AuditRequest, "configuration" | "outputs">> {
        const { address } = this.host.host;
        const { sshPort, user } = this.access;
        const { identityFile, publicKey } = keyOf(this.access, this.host.host);
        const hostKey = await this.host.machine.text("cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub");
        const login = { user: "deploy", authorizedKeys: [publicKey] };
        // Named as the plan of the test names it: its window depends on that.
        const hosts = { container: { cloud: { existing: { address, hostKey } }, login } };
        const command = sshCommand({ address, port: sshPort, user, hostKey, identityFile });
        return {
            configuration: JSON.stringify({ "hardened-host:hosts": { value: JSON.stringify(hosts), secret: false } }),
            outputs: JSON.stringify({ address, sshPort, sshCommand: command }),
        };
    }
}

export function examinationOf({ report }: Audited, id: string): Examination {
    const found = report.hosts[0]?.examinations.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no examination ${id}`);
    if (found.obstacle !== "") throw new Error(`${id}: ${found.obstacle}`);
    return found;
}

export function figureOf(audited: Audited, id: string, name: string): number {
    const figure = examinationOf(audited, id).figures.find((one) => one.name === name);
    if (figure === undefined) throw new Error(`no figure ${name}`);
    return figure.value;
}

/** Rules that did not pass. */
export function failedRules(audited: Audited, id: string): string[] {
    return examinationOf(audited, id).findings.flatMap(({ passed, rule }) => (passed ? [] : [rule]));
}
