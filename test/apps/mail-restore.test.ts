import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { MailHost } from "./mail/mail-host";
import { mailboxesOf, MailWorld } from "./mail/mail-world";

const backup = { repository: { type: "folder", path: "/srv/disk/backups" }, jitterMinutes: 0 };
const rule = 'require "fileinto"; if header :is "Subject" "filed" { fileinto "Trash"; }';
const state = "/var/lib/hardened-host-mail/dkim";

describe("the backup of a mail server", function () {
    this.timeout(10 * 60 * 1000);
    let world: MailWorld;
    let org: MailHost;

    const sendToRobert = async (subject: string) => {
        assert.match(await org.send("alice", `alice@example.org robert@example.org ${subject}`), /^sent/);
    };
    const keys = () => org.text(`cd ${state} && sha256sum * | sort`);
    /** Of what is Robert's; to look at a mailbox makes it, so that there may be more of Alice's than before. */
    const modes = () =>
        org.text(`stat -c '%a %U:%G %n' /var/vmail /var/vmail/example.org
            find /var/vmail/example.org/robert -printf '%m %u:%g %p\\n' | grep -v 'dovecot[.-]' | sort`);

    before(async function () {
        await skipWithoutContainers(this);
        world = await MailWorld.create(["acl", "restic"]);
        org = await world.makeHost("example.org");
        await world.dns.servePointers({ [org.host.machine.address]: "mail.example.org" });
        await org.text("mkdir -p /srv/disk");
        await world.deliver(
            org,
            { mailboxes: mailboxesOf("example.org", ["alice", "robert"]) },
            {
                settings: { backup },
                parts: ["backup"],
                secrets: { "backup-password": "a password that only this test knows" },
            },
        );
        await world.settle(org);
        await world.publish(org);
    });
    after(() => world.remove());

    it("is made while its programs stand still, and they run again afterwards", async () => {
        await sendToRobert("kept");
        await org.arrives("robert", "kept");
        const home = "/var/vmail/example.org/robert";
        await org.text(`printf '%s\\n' '${rule}' >${home}/.dovecot.sieve; chown vmail:vmail ${home}/.dovecot.sieve
            doveadm flags add -u robert@example.org '\\Flagged' mailbox INBOX all
            systemctl start hardened-host-backup.service || { journalctl -q --no-pager -o cat -u 'hardened-host-backup*'; exit 1; }`);
        assert.equal(await org.text("systemctl is-active postfix dovecot"), "active\nactive");
    });

    it("brings mailboxes, flags, rules and signing keys back after all of them were lost", async () => {
        const [keysBefore, modesBefore] = [await keys(), await modes()];
        await org.text(`systemctl stop postfix dovecot
            find /var/vmail ${state} -mindepth 1 -delete
            systemctl start dovecot postfix`);
        assert.doesNotMatch(await org.read("robert"), /Subject: kept/);
        await org.text("hardened-host-restore --set mail");
        assert.match(await org.read("robert"), /Subject: kept/);
        const flags = "doveadm -f flow fetch -u robert@example.org flags mailbox INBOX all";
        assert.match(await org.text(flags), /\\Flagged/);
        assert.equal(await keys(), keysBefore);
        assert.equal(await modes(), modesBefore);
    });

    it("leaves a server that works as before: mail comes in, is signed, and goes by the rules", async () => {
        assert.equal(await org.text("systemctl is-active postfix dovecot"), "active\nactive");
        await sendToRobert("filed");
        const filed = await org.arrives("robert", "filed", "Trash");
        assert.match(filed, /^DKIM-Signature: .*d=example\.org/m);
        assert.deepEqual(
            [...(await world.checksOf(org))].filter(([, holds]) => !holds),
            [],
        );
    });
});
