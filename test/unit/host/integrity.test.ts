import assert from "node:assert/strict";
import { integrity } from "../../../components/host/hardenings/integrity";
import { directives, fileOf, planOf, problemsOf } from "./part-of-host";

const configuration = "/etc/aide/aide.conf";

describe("integrity baseline", () => {
    it("watches programs, configuration and crontabs, by content and not by time", () => {
        const lines = directives(fileOf(planOf(integrity), configuration));
        for (const path of ["/boot", "/etc", "/opt", "/root", "/usr", "/var/spool/cron"]) {
            assert.ok(lines.includes(`${path} Content`), path);
        }
        assert.ok(lines.includes("Content = ftype+p+u+g+l+sha512+acl+xattrs+caps"));
    });

    it("takes folders in and leaves paths out as the settings say, literally", () => {
        const settings = { watchedFolders: ["/srv/app.d"], ignoredPaths: ["/etc/app/state.db"] };
        const lines = directives(fileOf(planOf(integrity, settings), configuration));
        assert.ok(lines.includes("/srv/app\\.d Content"));
        assert.ok(lines.includes("!/etc/app/state\\.db(/.*)?$"));
    });

    it("follows a delivery and an update, minutes later, in the background", () => {
        const plan = planOf(integrity);
        const command = plan.activations?.["zz-integrity"]?.command ?? "";
        assert.match(command, /systemctl restart hardened-host-integrity-baseline\.timer/);
        assert.ok(fileOf(plan, "/etc/apt/apt.conf.d/61hardened-host-integrity").includes(command));
        const service = fileOf(plan, "/etc/systemd/system/hardened-host-integrity-baseline.service");
        assert.match(service, /^CPUSchedulingPolicy=idle$/m);
    });

    it("does not let apt forget the hooks of other packages", () => {
        assert.doesNotMatch(fileOf(planOf(integrity), "/etc/apt/apt.conf.d/61hardened-host-integrity"), /#clear/);
    });

    it("is kept by an account of its own, and a difference is reported", () => {
        const plan = planOf(integrity);
        assert.equal(plan.folders?.["/var/lib/aide"]?.owner, "hardened-host-aide");
        assert.equal(plan.users?.["hardened-host-aide"]?.shell, "/usr/sbin/nologin");
        const service = fileOf(plan, "/etc/systemd/system/hardened-host-integrity-check.service");
        assert.match(service, /^OnFailure=hardened-host-failed@%N\.service$/m);
    });

    it("refuses a path that is none", () => {
        assert.match(problemsOf(integrity, { ignoredPaths: ["/etc/../x"] }).join(), /ignoredPaths\.0/);
        assert.match(problemsOf(integrity, { watchedFolders: ["srv"] }).join(), /watchedFolders\.0/);
    });
});
