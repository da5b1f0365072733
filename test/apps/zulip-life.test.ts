import assert from "node:assert/strict";
import { zulip } from "../../components/host/apps/zulip";
import { factsOf } from "../unit/host/part-of-host";
import { standInRelease } from "./zulip-stand-in";
import { settingsOf, zulipWorldForSuite } from "./zulip-world";

describe("a server of Zulip's that lives on, by a stand-in for its release", function () {
    this.timeout(240_000);
    const world = zulipWorldForSuite(async (made) => {
        const { status, output } = await made.deliver("12.4");
        assert.equal(status, 0, `${output}\n${await made.apps.host.journal()}`);
        await made.text("systemctl start zulip-deploy");
    });

    it("has the stack's secrets beside Zulip's own, and shows none of them", async () => {
        const secrets = "/etc/zulip/zulip-secrets.conf";
        const entered = await world().text(`sed -n 's/^email_password = //p' ${secrets}; stat -c '%a %U' ${secrets}`);
        assert.equal(entered, "letter%Box(1)\n640 zulip");
        const public_ = "journalctl -q --no-pager; cat /etc/zulip/settings.py /etc/zulip/zulip.conf";
        assert.equal(await world().text(`{ ${public_}; } | grep -cF 'letter%Box' || :`), "0");
        const asStranger = "setpriv --reuid nobody --regid nogroup --clear-groups cat";
        for (const path of [secrets, "/etc/hardened-host/zulip-secrets/email_password"]) {
            await assert.rejects(world().text(`${asStranger} ${path}`), path);
        }
    });

    it("gives the link that founds an organisation to its administrator, and to no log", async () => {
        const settings = zulip.settings.parse(settingsOf("12.4", world().digest, { organizationLink: true }));
        const [task] = zulip.tasks?.(settings, factsOf()) ?? [];
        assert.ok(task);
        const { output, problem } = await world().apps.doTask(task);
        assert.equal(output, "https://chat.example.org/new/u1u2u3u4u5", problem);
        const journal = await world().text("journalctl -q --no-pager");
        assert.match(journal, /chat\.example\.org\/new\/\(withheld\)/);
        assert.doesNotMatch(journal, /k1k2k3k4k5|u1u2u3u4u5/);
    });

    it("has nginx take a new certificate", async () => {
        const shown = () =>
            world().text("echo | openssl s_client -connect 127.0.0.1:443 2>/dev/null | openssl x509 -noout -subject");
        assert.match(await shown(), /chat\.example\.org/);
        await world().makeCertificate("renewed.example.org");
        await world().text("systemctl try-reload-or-restart zulip-certificate.service; sleep 1");
        assert.match(await shown(), /renewed\.example\.org/);
    });

    it("applies changed settings, each by what it takes", async () => {
        const longer = { passwordMinLength: 16 };
        await world().text(": >/var/log/zulip/calls");
        const application = await world().deliver("12.4", world().digest, longer);
        assert.equal(application.status, 0, application.output);
        await world().text("systemctl start zulip-deploy");
        assert.equal(await world().calls(), "restart-server \nzulip");
        const denying = { ...longer, outgoing: { denyRanges: ["203.0.113.0/24"] } };
        const system = await world().deliver("12.4", world().digest, denying);
        assert.equal(system.status, 0, system.output);
        await world().text("systemctl start zulip-deploy");
        assert.equal(await world().calls(), "restart-server \nzulip\nzulip-puppet-apply -f\nrestart-server \nzulip");
        const inForce = "/home/zulip/deployments/current/scripts/get-django-setting PASSWORD_MIN_LENGTH";
        assert.equal(await world().text(inForce), "16");
    });

    it("comes back from its backup with its messages and secrets, after all was lost", async () => {
        const asPostgres = "cd /; setpriv --reuid postgres --regid postgres --init-groups";
        const sql = (text: string) => world().text(`${asPostgres} psql -d zulip -Atc "${text}"`);
        await sql("insert into messages values ('hello')");
        await world().runOfSet(({ dump }) => dump);
        assert.equal(await world().text("ls /root/copy; ls -A /var/backups/zulip"), "zulip.tar.gz");
        const settings = await world().text("sha256sum /etc/zulip/settings.py");
        await sql("drop table messages");
        await world().text("sed -i 's/^redis_password = .*/redis_password = lost/' /etc/zulip/zulip-secrets.conf");
        await world().runOfSet(({ load }) => load);
        await world().runOfSet(({ verify }) => verify);
        assert.equal(await sql("select * from messages"), "hello");
        assert.doesNotMatch(await world().text("cat /etc/zulip/zulip-secrets.conf"), /= lost/);
        assert.equal(await world().text("sha256sum /etc/zulip/settings.py"), settings);
    });

    it("upgrades in place by Zulip's own program, and does so once", async () => {
        const next = await world().apps.pack("zulip-12.5.tar.gz", standInRelease("12.5"));
        const { status, output } = await world().deliver("12.5", next);
        assert.equal(status, 0, output);
        await world().text("systemctl start zulip-deploy; systemctl start zulip-deploy");
        const upgrades = (await world().calls()).match(/^upgrade-zulip \/opt\/hardened-host\/zulip\/12\.5-/gm);
        assert.equal(upgrades?.length, 1);
        assert.equal(await world().text("cat /home/zulip/deployments/current/version"), "12.5");
    });

    it("works after a restart of the host, confined as before", async () => {
        await world().apps.host.machine.powerOff();
        await world().apps.host.machine.boot();
        await world().text("systemctl start zulip-deploy");
        assert.deepEqual(await world().failing(), []);
        assert.deepEqual(await world().reachable(), []);
    });
});
