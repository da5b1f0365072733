import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import { password, type MailHost } from "./mail/mail-host";
import { mailboxesOf, MailWorld } from "./mail/mail-world";

const messages = 1000;
const inbox = "/var/vmail/example.net/robert/Maildir";
/** What the relay's customer sends by; she may, because it is her alias there. */
const sender = "host@example.org";

describe("a host that only sends, by a relay that has troubles", function () {
    this.timeout(25 * 60 * 1000);
    let world: MailWorld;
    let org: MailHost;
    let net: MailHost;
    let relay: { readonly server: string; readonly caCertificates: readonly string[] };

    /** Distinct subjects `number N` in the mailbox. */
    const arrived = async () => {
        const subjects = `grep -rhoE '^Subject: number [0-9]+$' ${inbox}/new ${inbox}/cur 2>/dev/null`;
        return Number(await net.text(`${subjects} | sort -u | wc -l`));
    };
    const send = (subject: string) =>
        org.text(`printf 'Subject: ${subject}\\n\\nhello\\n' | sendmail -f ${sender} robert@example.net`);

    before(async function () {
        await skipWithoutContainers(this);
        world = await MailWorld.create([], ["libsasl2-modules"]);
        [org, net] = [await world.makeHost("example.org"), await world.makeHost("example.net")];
        await world.dns.servePointers({
            [org.host.machine.address]: "mail.example.org",
            [net.host.machine.address]: "mail.example.net",
        });
        await world.deliver(net, {
            domains: { "example.net": {}, "example.org": {} },
            mailboxes: mailboxesOf("example.net", ["alice", "robert"], 50),
            aliases: { [sender]: ["alice@example.net"] },
            // Of one who has a thousand messages to send in a minute.
            limits: { messagesPerHour: 10_000, loginsPerMinute: 10_000 },
        });
        await world.settle(net);
        const root = await net.text("cat /root/roots.pem");
        relay = { server: "mail.example.net", caCertificates: [`${root}\n`] };
        await world.publish(net);
    });
    after(() => world.remove());

    it("logs in to its relay, over TLS", async () => {
        const customer = { ...relay, user: "alice@example.net" };
        await world.deliver(
            org,
            { mode: "outbound", relay: customer },
            { secrets: { "mail-relay": "not the password" } },
        );
        await world.publish(org, "example.org. IN MX 10 mail.example.org.");
        await send("by-login");
        const refusal = /SASL authentication failed; server mail\.example\.net\[[^\]]+\] said: 535 /;
        await org.until(60, "the refusal", async () => refusal.test(await org.text("mailq")));
        await world.deliver(org, { mode: "outbound", relay: customer }, { secrets: { "mail-relay": password } });
        await org.text("postqueue -f");
        const message = await net.arrives("robert", "by-login");
        assert.match(message, /\(using TLSv1\.3 [\s\S]*?by mail\.example\.net \(Postfix\) with ESMTPSA /);
        const seen = await net.text("journalctl -q --no-pager -o cat -t postfix/submission/smtpd");
        assert.match(
            seen,
            /client=mail\.example\.org\[[^\]]+\], sasl_method=(PLAIN|LOGIN), sasl_username=alice@example\.net/,
        );
    });

    it("listens on the loopback interface only", async () => {
        const listening = await org.text("ss -H -ltnp | grep master | awk '{print $4}' | sort");
        assert.equal(listening, "127.0.0.1:25\n[::1]:25");
    });

    it("keeps its mail while the relay's certificate is expired, and sends it once it is not", async () => {
        const folder = "/etc/hardened-host/tls";
        await net.text(
            `cp ${folder}/fullchain.pem /root/valid.pem; cd /root
            authority=/var/lib/hardened-host-acme/authority/example.net
            openssl req -new -key ${folder}/privkey.pem -subj /CN=example.net -out request.pem
            echo 'subjectAltName=DNS:mail.example.net' >names
            openssl x509 -req -in request.pem -CA $authority/ca.pem -CAkey $authority/ca.key -not_before 20200101000000Z \\
                -not_after 20200201000000Z -extfile names -out ${folder}/fullchain.pem
            systemctl reload postfix`,
        );
        await send("number 0");
        await org.until(60, "the refusal", async () => /certificate not verified/.test(await org.text("mailq")));
        const reason = await org.text("journalctl -q --no-pager -o cat -t postfix/smtp");
        assert.match(reason, /verification failed for mail\.example\.net\[[^\]]+\]:587: certificate has expired/);
        assert.equal(await arrived(), 0);
        await net.text(`cat /root/valid.pem >${folder}/fullchain.pem; systemctl reload postfix`);
        await org.text("postqueue -f");
        await org.until(60, "the message", async () => (await arrived()) === 1);
    });

    it(`loses none of ${messages} messages when the receiver loses its power in the middle`, async () => {
        await org.text(
            `systemd-run --quiet --unit=flood sh -c 'for number in $(seq ${messages}); do
                printf "Subject: number $number\\n\\nhello\\n" | sendmail -f ${sender} robert@example.net
            done'`,
        );
        await org.until(600, "a quarter of them", async () => (await arrived()) > messages / 4);
        const before = await arrived();
        await net.host.machine.powerOff();
        await sleep(2000);
        assert.match(await org.text("mailq"), /Requests?\.$/);
        await net.host.machine.boot();
        assert.ok(before < messages, "all had come before the power was lost");
        await org.until(900, "all of them", async () => {
            await org.text("postqueue -f");
            return (await arrived()) === messages + 1;
        });
        await org.until(120, "an empty queue", async () => /queue is empty/.test(await org.text("mailq")));
    });
});
