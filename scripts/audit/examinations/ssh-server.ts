import { z } from "zod";
import { runLocally } from "../local-program";
import { Obstacle, type Examiner, type ExaminationResult } from "../examiner";
import type { Finding, Severity } from "../finding";

const notes = z.object({ fail: z.array(z.string()).default([]), warn: z.array(z.string()).default([]) });
const algorithms = z.array(z.object({ algorithm: z.string(), notes: notes.prefault({}) })).default([]);
const kinds = {
    kex: "key exchange",
    key: "host key",
    enc: "cipher",
    mac: "message code",
} as const;
const report = z.object({
    banner: z.object({ raw: z.string() }).nullish(),
    kex: algorithms,
    key: algorithms,
    enc: algorithms,
    mac: algorithms,
    cves: z.array(z.object({ name: z.string(), description: z.string().default("") })).default([]),
});

/** What the SSH server offers to any stranger. */
export const sshServer: Examiner = {
    id: "ssh-audit",
    title: "SSH server, from outside",
    examine: async ({ address, sshPort, isBehindJump }) => {
        if (isBehindJump) throw new Obstacle("the host is reached through another one, and its port not from here");
        const args = ["--json", "--skip-rate-test", "--port", String(sshPort), address];
        return readSshAudit(await runLocally("ssh-audit", args, 300));
    },
};

/** @param text what `ssh-audit --json` prints. */
export function readSshAudit(text: string): ExaminationResult {
    const parsed = report.safeParse(jsonOf(text));
    if (!parsed.success) throw new Obstacle(`ssh-audit gave no report: ${text.trim().slice(0, 200)}`);
    const findings = Object.entries(kinds).flatMap(([kind, name]) =>
        parsed.data[kind as keyof typeof kinds].map((one) => algorithmFinding(name, one.algorithm, one.notes)),
    );
    const cves = parsed.data.cves.map(({ name, description }) => failing(name, `Known hole ${name}`, description));
    return {
        tool: `ssh-audit; the server says ${parsed.data.banner?.raw ?? "nothing of itself"}`,
        figures: [
            {
                name: "Weak SSH algorithms",
                value: findings.filter(({ passed }) => !passed).length,
                unit: "",
                better: "lower",
            },
        ],
        findings: [...findings, ...cves],
    };
}

function algorithmFinding(kind: string, name: string, { fail, warn }: z.output<typeof notes>): Finding {
    const severity: Severity = fail.length > 0 ? "high" : "medium";
    const detail = [...fail, ...warn].join("; ");
    return { ...failing(`${kind} ${name}`, `SSH ${kind} ${name}`, detail), passed: detail === "", severity };
}

function failing(rule: string, title: string, detail: string): Finding {
    return { rule, title, passed: false, severity: "high", detail, covers: coversOf(rule) };
}

function coversOf(rule: string): readonly string[] {
    if (rule.startsWith(kinds.kex)) return ["CIS13 5.1.12", "CIS13 5.1.13"];
    if (rule.startsWith(kinds.enc)) return ["CIS13 5.1.6"];
    return rule.startsWith(kinds.mac) ? ["CIS13 5.1.16"] : [];
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
