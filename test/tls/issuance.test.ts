import assert from "node:assert/strict";
import { makeTlsWorld, tlsWorldOfSuite } from "./tls-world";

const chain = "/etc/hardened-host/tls/fullchain.pem";

/** Short enough to be waited for, and long enough for a busy computer to put it into force while it is good. */
const secondsOfLife = 45;

const names = `openssl x509 -in ${chain} -noout -ext subjectAltName | tail -n 1 | tr -d ' '`;

describe("a certificate from a real issuer, proved by a real name server", function () {
    this.timeout(4 * 60 * 1000);
    const world = tlsWorldOfSuite(makeTlsWorld);

    it("is there in some form before the first service starts, and replaced by the real one at once", async () => {
        await world.surroundings.stop("issuer");
        await world.host.deliver(world.host.tlsSettings());
        await world.host.text("systemctl start nginx.service");
        const standIn = await world.host.shown();
        assert.match(standIn, /issuer=CN ?= ?example\.org/);
        await world.surroundings.startIssuer({ default: secondsOfLife });
        assert.ok(await world.host.renew(), await world.host.journal());
        assert.match(await world.host.shown(), /issuer=CN ?= ?Pebble Intermediate/);
        assert.equal(await world.host.text(names), "DNS:example.org,DNS:*.example.org");
    });

    it("is renewed before a third of its life is left, again and again, and shown without a restart", async () => {
        const process = await world.host.text("systemctl show -P MainPID nginx.service");
        const shown = new Set([await world.host.shown()]);
        for (let renewal = 1; renewal <= 3; renewal += 1) {
            await world.host.untilDue();
            assert.ok(await world.host.renew(), await world.host.journal());
            shown.add(await world.host.shown());
        }
        assert.equal(shown.size, 4, "each renewal brings another certificate");
        assert.equal(await world.host.text("systemctl show -P MainPID nginx.service"), process);
    });

    it("is left alone while it is young", async () => {
        await world.surroundings.startIssuer();
        await world.host.untilDue();
        assert.ok(await world.host.renew(), await world.host.journal());
        const before = await world.host.shown();
        assert.ok(await world.host.renew());
        assert.equal(await world.host.shown(), before);
        assert.match(await world.host.journal(), /The certificate is good until/);
    });

    it("leaves no record of its challenge behind", async () => {
        assert.equal(await world.surroundings.records("_acme-challenge.example.org", "TXT"), "");
    });

    it("is proved by another zone's record, where the domain delegates its challenge", async () => {
        const dns = { provider: "rfc2136", server: world.surroundings.machine.address, keyName: "delegated" };
        const delegated = { domain: "example.com", dns, delegatedName: "example-com.challenges.example.net" };
        await world.host.deliver(world.host.tlsSettings({ ...delegated, rsa: true }), {
            "tls-dns": world.surroundings.keys.delegated,
        });
        await world.host.settle();
        await world.surroundings.resolves();
        assert.ok(await world.host.renew(), await world.host.journal());
        assert.equal(await world.host.text(names), "DNS:example.com,DNS:*.example.com");
        const kinds = await world.host.text(
            `for suffix in '' -rsa; do openssl pkey -in /etc/hardened-host/tls/privkey$suffix.pem -noout -text | head -n 1; done`,
        );
        assert.match(kinds, /Private-Key: \(256 bit\)\nPrivate-Key: \(3072 bit/);
    });

    it("has a key that writes the challenge and no other name", async () => {
        const attempt = (name: string) =>
            world.surroundings.machine.exec(
                `printf 'server 127.0.0.1\\nupdate add ${name} 60 IN TXT "x"\\nsend\\n' | nsupdate -y hmac-sha256:challenge:${world.surroundings.keys.challenge}`,
            );
        assert.equal((await attempt("_acme-challenge.example.org.")).status, 0);
        for (const name of [
            "www.example.org.",
            "_acme-challenge.www.example.org.",
            "example.org.",
            "example-com.challenges.example.net.",
        ]) {
            const { status, output } = await attempt(name);
            assert.notEqual(status, 0, name);
            assert.match(output, /REFUSED/);
        }
        assert.equal(await world.surroundings.records("www.example.org", "TXT"), "");
    });
});
