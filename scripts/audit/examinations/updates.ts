import type { Examiner, ExaminationResult } from "../examiner";
import type { Finding } from "../finding";

/** Package lists that are older tell nothing of today's holes. */
const mostListAgeHours = 48;

/** A simulation: neither the lists nor anything else of apt's is touched. */
const script = `
apt-get -s -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= dist-upgrade | grep '^Inst' || :
newest=$(find /var/lib/apt/lists /var/lib/apt/periodic/update-success-stamp -maxdepth 1 -type f -printf '%C@\\n' 2>/dev/null | sort -n | tail -n 1)
echo "lists $(($(date +%s) - \${newest%.*}))"
[ ! -e /run/reboot-required ] || echo reboot
`;

/** Updates that wait to be installed. */
export const updates: Examiner = {
    id: "updates",
    title: "Pending updates",
    examine: async ({ shell }) => readUpdates(await shell.text(script)),
};

/** @param text lines `Inst openssl [3.0] (3.1 Debian-Security:13/stable-security [amd64])`, `lists <seconds>`, `reboot`. */
export function readUpdates(text: string): ExaminationResult {
    const pending = text.split("\n").filter((line) => line.startsWith("Inst "));
    const security = pending.filter((line) => /-security\b|Debian-Security/i.test(line));
    const ageHours = Number(/^lists (\d+)$/m.exec(text)?.[1] ?? Number.NaN) / 3600;
    return {
        tool: "apt",
        figures: [
            { name: "Pending updates", value: pending.length, unit: "", better: "lower" },
            { name: "Pending security updates", value: security.length, unit: "", better: "lower" },
        ],
        findings: [
            judged("security-updates", "No security update is waiting", security.map(nameOf), "high"),
            judged("updates", "No other update is waiting", without(pending, security).map(nameOf), "low"),
            judged(
                "package-lists",
                `The package lists are at most ${mostListAgeHours} hours old`,
                ageHours <= mostListAgeHours
                    ? []
                    : [Number.isNaN(ageHours) ? "there are none" : `${ageHours.toFixed(0)} hours`],
                "medium",
            ),
            judged(
                "restart",
                "No restart is due for what was updated",
                /^reboot$/m.test(text) ? ["one is"] : [],
                "medium",
            ),
        ],
    };
}

function nameOf(line: string): string {
    return line.split(" ")[1] ?? line;
}

function without(all: readonly string[], some: readonly string[]): string[] {
    return all.filter((one) => !some.includes(one));
}

function judged(rule: string, title: string, seen: readonly string[], severity: Finding["severity"]): Finding {
    const covers = ["CIS13 1.2.2.1", "BP28 R61"];
    return { rule, title, passed: seen.length === 0, severity, detail: seen.join(", "), covers };
}
