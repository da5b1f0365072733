import assert from "node:assert/strict";
import { logging } from "../../../components/host/hardenings/logging";
import { auditRuleGroups } from "../../../components/host/hardenings/logging/audit-rules";
import { directives, fileOf, planOf, problemsOf } from "./part-of-host";

const rulesFile = "/etc/audit/rules.d/50-hardened-host.rules";

describe("audit rules of a host", () => {
    const lines = directives(fileOf(planOf(logging), rulesFile));

    it("record identity, privilege, time, modules, mounts, network, and this product's own files", () => {
        const keys = new Set(lines.flatMap((line) => /key=(.+)$/.exec(line)?.[1] ?? []));
        for (const key of ["identity", "login", "privilege-rules", "root-commands", "time", "modules", "mounts"]) {
            assert.ok(keys.has(key), key);
        }
        assert.ok(lines.some((line) => line.includes("dir=/var/lib/hardened-host ")));
        assert.ok(lines.some((line) => line.includes("dir=/usr/local/lib/hardened-host ")));
    });

    it("have keys short enough for the kernel", () => {
        for (const { key } of auditRuleGroups([])) assert.ok(key.length <= 31, key);
    });

    it("include the paths that applications claim", () => {
        const plan = planOf(logging, {}, { claims: { auditedPaths: ["/etc/zulip/", "/etc/app.conf"] } });
        const text = fileOf(plan, rulesFile);
        assert.match(text, /arch=b64 -F dir=\/etc\/zulip -F perm=wa -F key=application$/m);
        assert.match(text, /arch=b32 -F path=\/etc\/app\.conf -F perm=wa -F key=application$/m);
    });

    it("can be changed without a reboot unless asked otherwise", () => {
        assert.doesNotMatch(lines.join("\n"), /^-e/m);
        assert.match(fileOf(planOf(logging, { audit: { immutable: true } }), rulesFile), /^-e 2$/m);
    });
});

describe("logs", () => {
    it("never stop the machine when the disk is full", () => {
        const text = fileOf(planOf(logging), "/etc/audit/auditd.conf");
        assert.doesNotMatch(text, /= (HALT|SINGLE|EXEC)/i);
        assert.match(text, /^disk_full_action = SUSPEND$/m);
        assert.match(text, /^max_log_file_action = ROTATE$/m);
    });

    it("stay within the disk that the settings give them", () => {
        const plan = planOf(logging, {
            journal: { maxDiskMib: 200, retentionDays: 7 },
            audit: { maxFileMib: 4, files: 3 },
        });
        const journald = fileOf(plan, "/etc/systemd/journald.conf.d/60-hardened-host.conf");
        assert.match(journald, /^SystemMaxUse=200M$/m);
        assert.match(journald, /^MaxRetentionSec=7day$/m);
        assert.match(fileOf(plan, "/etc/audit/auditd.conf"), /^max_log_file = 4\nnum_logs = 3$/m);
    });

    it("are not readable by everybody", () => {
        assert.equal(planOf(logging).files?.[rulesFile]?.mode, "0640");
    });

    it("do without process accounting when asked to", () => {
        const plan = planOf(logging, { processAccounting: false });
        assert.deepEqual(plan.packages, ["auditd"]);
        assert.equal(plan.units?.["acct.service"], undefined);
    });

    it("have limits that make sense", () => {
        assert.match(
            problemsOf(logging, { journal: { maxDiskMib: 1 } }).join(),
            /must be a whole number from 64 to 65536 MiB/,
        );
        assert.match(
            problemsOf(logging, { audit: { files: 1.5 } }).join(),
            /must be a whole number from 2 to 99 files/,
        );
    });
});
