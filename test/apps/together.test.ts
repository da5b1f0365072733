import assert from "node:assert/strict";
import { hostChecks } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import { World } from "../faults/world/world";

const packages = [
    ...["acl", "bind9-dnsutils", "ca-certificates", "curl", "ejabberd", "jq", "msmtp", "nginx", "openssl"],
    ...["fail2ban", "perl", "publicsuffix", "python3", "python3-systemd", "restic"],
];
const settings = {
    tls: { domain: "example.org", issuer: "internal" },
    edge: { sites: { www: { hostNames: ["www.example.org"], page: { title: "It works" } } } },
    notify: { webhooks: { phone: { format: "json" } } },
    backup: { repository: { type: "folder", path: "/srv/disk/backups" }, jitterMinutes: 0 },
    activity: {},
    bans: {},
    blocklists: { denied: ["203.0.113.0/24"] },
    apps: { ejabberd: { domain: "example.org", administrators: ["alice"] } },
};
const secrets = {
    "backup-password": "a password that only this test knows",
    "notify-webhook-phone": "https://198.51.100.1/notices",
};
const parts = [
    ...["accounts", "egress", "firewall", "ssh", "tls", "edge", "notify", "backup"],
    ...["activity", "bans", "blocklists", "apps.ejabberd"],
];
const authority = "/var/lib/hardened-host-acme/authority/example.org/ca.pem";
const renewal = "hardened-host-tls-renew.service";

describe("a host with certificates, a web edge, notices, backups, bans, lists, an activity log, an app and closed ways out", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let host: FaultyHost;

    const deliver = () =>
        host.deployer.deliver(inputsOfPlanned({ settings, parts, secrets }, inCloud.access, host.host));
    const text = (script: string) => host.machine.text(script);
    const serialServedBy = (port: number, how: string) =>
        text(`openssl s_client -connect 127.0.0.1:${port} -servername www.example.org ${how} -CAfile ${authority} \\
            -verify_return_error </dev/null 2>/dev/null | openssl x509 -noout -serial`);
    const serials = async () => [
        await serialServedBy(443, ""),
        await serialServedBy(5222, "-starttls xmpp -xmpphost example.org"),
    ];

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create(debian13With(packages));
        host = await world.makeHost({ ...inCloud, diskMib: 6000 });
        // As on a host that does not have the packages yet, and with another disk.
        await text(`systemctl disable --quiet --now ejabberd.service epmd.socket epmd.service nginx.service 2>&1
            systemctl disable --quiet --now fail2ban.service 2>&1
            find /var/lib/ejabberd -mindepth 1 -delete; mkdir -p /srv/disk`);
        const { status, output } = await deliver();
        assert.equal(status, 0, `${output}\n${await host.journal()}`);
        await text(`systemctl start ${renewal}; ejabberdctl started`);
    });
    after(async () => {
        await host.remove();
        await world.remove();
    });

    it("shows one certificate everywhere, which its own authority signed", async () => {
        const page = await text(
            `curl -sS --cacert ${authority} --resolve www.example.org:443:127.0.0.1 https://www.example.org/`,
        );
        assert.match(page, /It works/);
        const [web, chat] = await serials();
        assert.equal(web, chat);
    });

    it("shows a renewed one everywhere, and nobody's connection is cut for it", async () => {
        const processes = () => text("systemctl show -P MainPID nginx.service ejabberd.service");
        const [before, running] = [await serials(), await processes()];
        await text(`rm /var/lib/hardened-host-acme/issued/request; systemctl start ${renewal}`);
        const isRenewed = async () => (await serials()).every((serial, index) => serial !== before[index]);
        for (let attempt = 0; attempt < 20 && !(await isRenewed()); attempt += 1) await text("sleep 1");
        const [web, chat] = await serials();
        assert.ok(await isRenewed(), `${web} and ${chat} after ${before.join()}`);
        assert.equal(web, chat);
        assert.equal(await processes(), running);
    });

    it("backs the app up, and has its accounts back after they were lost", async () => {
        await text("ejabberdctl register alice example.org 'a long password'");
        await text(
            "systemctl start hardened-host-backup.service || { journalctl -q --no-pager -o cat -u 'hardened-host-backup*'; exit 1; }",
        );
        await text("ejabberdctl unregister alice example.org");
        assert.equal(await text("ejabberdctl registered_users example.org"), "");
        await text("hardened-host-restore --set ejabberd");
        assert.equal(await text("ejabberdctl started; ejabberdctl registered_users example.org"), "alice");
    });

    it("is what its checks ask for, once its first backup is made", async () => {
        const login = { user: "deploy", authorizedKeys: [] };
        const all = hostChecks("container", login, hostSettings.parse(settings));
        const failed: string[] = [];
        for (const { by, check } of all.filter((one) => parts.includes(one.by))) {
            const { status, output } = await host.machine.exec(check.command);
            if (status !== 0) failed.push(`${by}: ${check.title}: ${output}`);
        }
        assert.deepEqual(failed, []);
    });

    it("is left alone by a delivery that changes nothing", async () => {
        const { status, output } = await deliver();
        assert.equal(status, 0, output);
        assert.match(output, /already is as planned/);
    });
});
