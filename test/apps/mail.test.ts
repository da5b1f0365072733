import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { listedAddress } from "./mail/name-server";
import type { MailHost } from "./mail/mail-host";
import { mailboxesOf, MailWorld } from "./mail/mail-world";

/** Generic test for unsolicited bulk mail: what every spam filter refuses. */
const gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

const stockUnits = "postfix.service dovecot.service rspamd.service redis-server.service";

describe("two mail servers", function () {
    this.timeout(10 * 60 * 1000);
    let world: MailWorld;
    let org: MailHost;
    let net: MailHost;
    let checksOnStock: ReadonlyMap<string, boolean>;

    /** Words to a mail server from another computer, and its answers. */
    const swaks = async (to: MailHost, options: string) =>
        (
            await world.stranger(
                `swaks --server ${to.host.machine.address} --helo stranger.test --timeout 60 ${options} 2>&1`,
            )
        ).output;

    before(async function () {
        await skipWithoutContainers(this);
        world = await MailWorld.create();
        await world.dns.serve("stranger.test", `@ IN A ${world.dns.machine.address}\n@ IN MX 10 stranger.test.\n`);
        [org, net] = [await world.makeHost("example.org"), await world.makeHost("example.net")];
        await world.dns.servePointers({
            [org.host.machine.address]: "mail.example.org",
            [net.host.machine.address]: "mail.example.net",
            [world.dns.machine.address]: "stranger.test",
        });
        await org.text(`systemctl start ${stockUnits}`);
        checksOnStock = await world.checksOf(org);
        await org.text(`systemctl stop ${stockUnits}`);
        for (const one of [org, net]) {
            const aliases = { [`sales@${one.domain}`]: [`alice@${one.domain}`] };
            await world.deliver(one, { mailboxes: mailboxesOf(one.domain, ["alice", "robert"]), aliases });
            await world.settle(one);
            await world.publish(one);
        }
    });
    after(() => world.remove());

    it("deliver to each other what is signed, and pass SPF, DKIM and DMARC", async () => {
        assert.match(await org.send("alice", "alice@example.org robert@example.net first"), /^sent/);
        const message = await net.arrives("robert", "first");
        assert.match(message, /^DKIM-Signature: .*d=example\.org/m);
        for (const verified of ["spf=pass", "dkim=pass", "dmarc=pass"]) assert.ok(message.includes(verified), message);
    });

    it("change a signing key once the record of the new one is in DNS, and sign all the while", async () => {
        const folder = "/var/lib/hardened-host-mail/dkim";
        const inForce = () =>
            org.text(`systemctl start hardened-host-dkim.service; sed -n 's/^example.org //p' ${folder}/selectors.map`);
        const signedBy = async (subject: string) => {
            assert.match(await org.send("alice", `alice@example.org robert@example.net ${subject}`), /^sent/);
            const message = await net.arrives("robert", subject);
            assert.ok(message.includes("dkim=pass"), message);
            return /^DKIM-Signature:[\s\S]*?\bs=(\w+)/m.exec(message)?.[1];
        };
        const old = await inForce();
        await org.text(`touch -d '100 days ago' ${folder}/example.org.${old}.key`);
        assert.equal(await inForce(), old);
        const next = await org.text(`cat ${folder}/example.org.next`);
        assert.notEqual(next, old);
        await world.publish(org);
        assert.equal(await inForce(), next);
        let count = 0;
        await org.until(
            5 * 60,
            `a signature by ${next}`,
            async () => (await signedBy(`rotated-${(count += 1)}`)) === next,
        );
    });

    it("hold all their checks, which fail where the packages are as they come", async () => {
        const titles = (outcomes: ReadonlyMap<string, boolean>, wanted: boolean) =>
            [...outcomes].flatMap(([title, holds]) => (holds === wanted ? [title] : []));
        assert.ok(checksOnStock.size >= 10);
        assert.deepEqual(titles(checksOnStock, true), []);
        assert.deepEqual(titles(await world.checksOf(org), false), []);
        const exposures = await org.text(
            "for unit in postfix dovecot rspamd redis-server@mail; do systemd-analyze security --no-pager $unit.service | tail -n 1; done",
        );
        process.stdout.write(`${exposures.replaceAll("->", "   ")}\n`);
    });

    it("listen where they say, and nowhere else", async () => {
        const listening = await org.text(
            "ss -H -ltnp | grep -vE 'sshd|systemd' | awk '{print $4}' | sed -E 's/.*:([0-9]+)$/\\1/' | sort -un",
        );
        assert.equal(listening, "25\n465\n587\n993\n4190");
    });

    it("refuse a sender who is not the login, in the envelope and in the header", async () => {
        assert.match(await org.send("alice", "robert@example.org robert@example.net forged"), /refused: .*553/);
        assert.match(
            await org.send("alice", "alice@example.org robert@example.net forged robert@example.org"),
            /refused: .*From: must be the address of the sender/,
        );
        assert.match(await org.send("alice", "sales@example.org robert@example.net by-alias"), /^sent/);
    });

    it("pass nothing on for strangers, however they ask", async () => {
        const { output } = await world.stranger(
            `python3 /root/client.py relay ${org.host.machine.address} example.org 2>&1`,
        );
        const answers = output.trim().split("\n");
        assert.ok(answers.length >= 20, output);
        assert.deepEqual(
            answers.filter((line) => !/^[45]\d\d </.test(line) || line.includes("Service unavailable")),
            [],
        );
        assert.match(await org.text("mailq"), /queue is empty/);
    });

    it("refuse what strangers send in the name of their users and of each other", async () => {
        const own = await swaks(net, "--from robert@example.net --to alice@example.net --header 'Subject: own'");
        assert.match(own, /<\*\* 553 .*not logged in/);
        const other = await swaks(net, "--from x@stranger.test --h-From alice@example.org --to alice@example.net");
        assert.match(other, /<\*\* 5\d\d /);
    });

    it("ask for no password in plain text, and take none on port 25", async () => {
        const plain = await swaks(org, "--port 587 --quit-after EHLO");
        assert.match(plain, /STARTTLS/);
        assert.doesNotMatch(plain, /AUTH/);
        assert.match(
            await swaks(org, "--port 587 --from alice@example.org --to alice@example.org"),
            /Must issue a STARTTLS command first/,
        );
        const offered = (await world.stranger(`python3 /root/client.py features ${org.host.machine.address} 25`))
            .output;
        assert.match(offered, /^offered: /);
        assert.doesNotMatch(offered, /^offered: .*auth/);
        assert.match(offered, /^503 .*authentication not enabled/m);
    });

    it("let nobody in by a wrong password, or by an address that they do not know", async () => {
        const wrong = "incorrect horse battery staple";
        const more = "alice@example.org robert@example.net by-a-thief";
        assert.match(await org.send("alice", more, wrong), /^refused: \(535, b'5\.7\.8 .*authentication failed/);
        assert.match(await org.send("nobody", more), /^refused: \(535, b'5\.7\.8 .*authentication failed/);
        assert.match(await org.read("alice", "INBOX", wrong), /^refused: .*AUTHENTICATIONFAILED/);
        assert.match(await org.read("nobody"), /^refused: .*AUTHENTICATIONFAILED/);
        assert.doesNotMatch(await org.read("alice"), /refused/);
    });

    it("refuse an unknown recipient before they take the message", async () => {
        const answers = await swaks(org, "--from x@stranger.test --to nobody@example.org --header 'Subject: unknown'");
        assert.match(answers, /<\*\* 550 5\.1\.1 <nobody@example\.org>: Recipient address rejected/);
        assert.doesNotMatch(answers, /^ -> DATA/m);
        const own = await org.send("alice", "alice@example.org nobody@example.org unknown");
        assert.match(own, /^refused: .*550, b'5\.1\.1 /);
    });

    it("put what is marked as spam into Junk once its sender has tried again, and answer by the rules of their users", async () => {
        const [folder, rule] = ["/var/vmail/example.net/alice", 'require "vacation"; vacation "I am away";'];
        await net.text(`install -d -o vmail -g vmail -m 700 /var/vmail/example.net ${folder}
            printf '%s\n' '${rule}' >${folder}/.dovecot.sieve; chown vmail:vmail ${folder}/.dovecot.sieve`);
        const marked = () =>
            swaks(
                net,
                "--from x@stranger.test --to robert@example.net --header 'Subject: marked' --add-header 'X-Spam: Yes'",
            );
        assert.match(await marked(), /<\*\* 451 4\.7\.1 Try again later/);
        // As if the sender had waited ten minutes.
        const redis = "redis-cli -s /run/redis-mail/redis.sock";
        const seen = await net.text(
            `${redis} --scan --pattern 'rg*' | while read -r key; do ${redis} decrby "$key" 600; done`,
        );
        assert.match(seen, /^\d+$/m);
        await marked();
        await net.arrives("robert", "marked", "Junk");
        assert.match(await org.send("robert", "robert@example.org alice@example.net question"), /^sent/);
        const answer = await org.arrives("robert", "Auto: question");
        for (const verified of ["dkim=pass", "dmarc=pass"]) assert.ok(answer.includes(verified), answer);
    });

    it("come back by themselves after they have died", async () => {
        for (const unit of ["postfix", "dovecot", "rspamd", "redis-server@mail"]) {
            // What is in the middle of a conversation ends it first, or is stopped after 30 seconds.
            const main = () => org.text(`systemctl show -P MainPID ${unit}.service`);
            const before = await main();
            await org.text(`systemctl kill --signal=KILL --kill-whom=main ${unit}.service`);
            await org.until(90, unit, async () => !["0", before].includes(await main()));
        }
        // Until its filter is up again, it asks senders to come later.
        const sends = async () =>
            (await org.send("alice", "alice@example.org robert@example.net once-more")).startsWith("sent");
        await org.until(60, "mail is taken", sends);
        await net.arrives("robert", "once-more");
    });

    it("refuse GTUBE and a listed address", async () => {
        assert.match(
            await swaks(org, `--from x@stranger.test --to alice@example.org --body '${gtube}'`),
            /<\*\* 55\d .*(Gtube|Message refused)/i,
        );
        await world.stranger(`ip address add ${listedAddress}/24 dev host0`);
        const listed = await swaks(
            org,
            `--local-interface ${listedAddress} --from x@stranger.test --to alice@example.org`,
        );
        assert.match(listed, /554 5\.7\.1 .*blocked using blocklist\.test/);
    });
});
