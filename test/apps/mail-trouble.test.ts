import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import { mustRun } from "../vm/world/command";
import { MailWorld } from "./mail/mail-world";
import type { MailHost } from "./mail/mail-world";

const messages = 1000;

describe("mail in trouble", function () {
    this.timeout(20 * 60 * 1000);
    let world: MailWorld;
    let org: MailHost;
    let net: MailHost;

    const on = ({ host }: MailHost, script: string) => host.machine.text(script);
    const mailboxes = { "robert@example.net": { passwordSecret: "password", quotaMib: 50 } };
    const inbox = "/var/vmail/example.net/robert/Maildir";
    /** Distinct subjects in the mailbox. */
    const arrived = async () => {
        const found = await on(
            net,
            `grep -rhoE '^Subject: number [0-9]+$' ${inbox}/new ${inbox}/cur 2>/dev/null | sort -u || :`,
        );
        return found === "" ? 0 : found.split("\n").length;
    };
    const until = async (seconds: number, holds: () => Promise<boolean>) => {
        const deadline = Date.now() + seconds * 1000;
        while (!(await holds())) {
            assert.ok(Date.now() < deadline, `not within ${seconds} s:\n${await net.host.journal()}`);
            await sleep(1000);
        }
    };
    const deliver = async (to: MailHost, mail: object) => {
        const secret = (await mustRun("openssl", ["passwd", "-6", "a password"])).trim();
        const { status, output } = await world.deliver(to, { ...mail }, { password: secret });
        assert.equal(status, 0, `${output}\n${await to.host.journal()}`);
    };

    before(async function () {
        await skipWithoutContainers(this);
        world = await MailWorld.create();
        [org, net] = [await world.makeHost("example.org"), await world.makeHost("example.net")];
        await world.dns.servePointers({
            [org.host.machine.address]: "mail.example.org",
            [net.host.machine.address]: "mail.example.net",
        });
        await deliver(net, { mailboxes });
        await world.settle(net);
        const root = await on(net, "cat /root/roots.pem");
        await deliver(org, {
            mode: "outbound",
            relay: { server: "mail.example.net", port: 25, caCertificates: [`${root}\n`] },
        });
        await world.publish(net);
        await world.publish(org, "example.org. IN MX 10 mail.example.org.");
    });
    after(() => world.remove());

    it("listens on the loopback interface only where it only sends", async () => {
        const listening = await on(org, "ss -H -ltnp | grep master | awk '{print $4}' | sort");
        assert.equal(listening, "127.0.0.1:25\n[::1]:25");
    });

    it("waits in the queue while the relay's certificate is expired, and comes once it is not", async () => {
        const folder = "/etc/hardened-host/tls";
        await on(
            net,
            `cp -a ${folder} /root/valid; cd /root
            authority=/var/lib/hardened-host-acme/authority/example.net
            openssl req -new -key ${folder}/privkey.pem -subj /CN=example.net -out request.pem
            echo 'subjectAltName=DNS:mail.example.net' >names
            openssl x509 -req -in request.pem -CA $authority/ca.pem -CAkey $authority/ca.key -not_before 20200101000000Z \\
                -not_after 20200201000000Z -extfile names -out ${folder}/fullchain.pem
            systemctl reload postfix`,
        );
        await on(org, "printf 'Subject: number 0\\n\\nhello\\n' | sendmail -f host@example.org robert@example.net");
        await until(60, async () => /expired/.test(await on(org, "mailq")));
        assert.equal(await arrived(), 0);
        await on(net, `cp -a /root/valid/. ${folder}/; systemctl reload postfix`);
        await on(org, "postqueue -f");
        await until(60, async () => (await arrived()) === 1);
    });

    it(`loses none of ${messages} messages when the receiver loses its power in the middle`, async () => {
        await on(
            org,
            `systemd-run --quiet --unit=flood sh -c 'for number in $(seq ${messages}); do
                printf "Subject: number $number\\n\\nhello\\n" | sendmail -f host@example.org robert@example.net
            done'`,
        );
        await until(600, async () => (await arrived()) > messages / 4);
        await net.host.machine.powerOff();
        await sleep(2000);
        await net.host.machine.boot();
        await until(900, async () => {
            await on(org, "postqueue -f");
            return (await arrived()) === messages + 1;
        });
        await until(120, async () => /queue is empty/.test(await on(org, "mailq")));
    });
});
