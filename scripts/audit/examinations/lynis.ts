import { runBorrowed } from "../borrowed-program";
import { Obstacle, type Examiner, type ExaminationResult } from "../examiner";
import type { Finding } from "../finding";

/** Reports into the box's own memory; what it would write below /var goes nowhere. */
const program = `
trap 'rm -f /tmp/lynis.??????????' EXIT
cp -r etc/lynis/. usr/share/lynis/
cd usr/share/lynis && cp ../../sbin/lynis . && chmod 0755 lynis
sh ./lynis audit system --quick --no-colors --cronjob --profile "$PWD/default.prf" \\
    --logfile /media/lynis.log --report-file /media/report.dat >/media/output 2>&1 || :
[ -s /media/report.dat ] || { tail -n 5 /media/output >&2; exit 1; }
cat /media/report.dat
`;

/** The best known auditor of Unix hosts, of the host's own distribution. */
export const lynis: Examiner = {
    id: "lynis",
    title: "Lynis",
    examine: async ({ shell }) => readLynisReport(await runBorrowed(shell, ["lynis"], program)),
};

/** @param report a lynis-report.dat. */
export function readLynisReport(report: string): ExaminationResult {
    const values = new Map(report.split("\n").flatMap((line) => pairOf(line)));
    const index = Number(values.get("hardening_index"));
    if (!Number.isInteger(index)) throw new Obstacle("Lynis gave no hardening index");
    return {
        tool: `Lynis ${values.get("lynis_version") ?? ""}`.trim(),
        figures: [{ name: "Lynis hardening index", value: index, unit: "", better: "higher" }],
        findings: [...lynisFindings(report, "warning"), ...lynisFindings(report, "suggestion")],
    };
}

function pairOf(line: string): [string, string][] {
    const [, key, value] = /^([a-z_]+)=(.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value]];
}

/** Lines `suggestion[]=SSH-7408|Consider hardening SSH configuration|details|remedy|`. */
function lynisFindings(report: string, kind: "warning" | "suggestion"): Finding[] {
    return report.split("\n").flatMap((line) => {
        if (!line.startsWith(`${kind}[]=`)) return [];
        const [rule = "", title = "", detail = ""] = line.slice(kind.length + 3).split("|");
        const said = detail === "-" ? "" : detail;
        return [{ rule, title, passed: false, severity: severities[kind], detail: said, covers: [] }];
    });
}

const severities = { warning: "medium", suggestion: "low" } as const;
