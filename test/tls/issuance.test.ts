import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { CertifiedHost } from "./certified-host";
import type { Surroundings } from "./surroundings";
import { makeTlsWorld, type TlsWorld } from "./tls-world";

const chain = "/etc/hardened-host/tls/fullchain.pem";
const names = `openssl x509 -in ${chain} -noout -ext subjectAltName | tail -n 1 | tr -d ' '`;

describe("a certificate from a real issuer, proved by a real name server", function () {
    this.timeout(4 * 60 * 1000);
    let world: TlsWorld;
    let surroundings: Surroundings;
    let host: CertifiedHost;

    before(async function () {
        await skipWithoutContainers(this);
        world = await makeTlsWorld();
        ({ surroundings, host } = world);
    });
    after(() => world.remove());

    it("is there in some form before the first service starts, and replaced by the real one at once", async () => {
        await surroundings.stop("issuer");
        await host.deliver(host.tlsSettings());
        await host.text("systemctl start nginx.service");
        const standIn = await host.shown();
        assert.match(standIn, /issuer=CN ?= ?example\.org/);
        await surroundings.startIssuer({ default: 20 });
        assert.ok(await host.renew(), await host.journal());
        assert.match(await host.shown(), /issuer=CN ?= ?Pebble Intermediate/);
        assert.equal(await host.text(names), "DNS:example.org,DNS:*.example.org");
    });

    it("is renewed before a third of its life is left, again and again, and shown without a restart", async () => {
        const process = await host.text("systemctl show -P MainPID nginx.service");
        const shown = new Set([await host.shown()]);
        for (let renewal = 1; renewal <= 3; renewal += 1) {
            await host.text("sleep 13");
            assert.ok(await host.renew(), await host.journal());
            shown.add(await host.shown());
        }
        assert.equal(shown.size, 4, "each renewal brings another certificate");
        assert.equal(await host.text("systemctl show -P MainPID nginx.service"), process);
    });

    it("is left alone while it is young", async () => {
        await surroundings.startIssuer();
        await host.text("sleep 13");
        assert.ok(await host.renew(), await host.journal());
        const before = await host.shown();
        assert.ok(await host.renew());
        assert.equal(await host.shown(), before);
        assert.match(await host.journal(), /The certificate is good until/);
    });

    it("leaves no record of its challenge behind", async () => {
        assert.equal(await surroundings.records("_acme-challenge.example.org", "TXT"), "");
    });

    it("is proved by another zone's record, where the domain delegates its challenge", async () => {
        const dns = { provider: "rfc2136", server: surroundings.machine.address, keyName: "delegated" };
        const delegated = { domain: "example.com", dns, delegatedName: "example-com.challenges.example.net" };
        await host.deliver(host.tlsSettings({ ...delegated, rsa: true }), {
            "tls-dns": surroundings.keys.delegated,
        });
        await host.settle();
        assert.ok(await host.renew(), await host.journal());
        assert.equal(await host.text(names), "DNS:example.com,DNS:*.example.com");
        const kinds = await host.text(
            `for suffix in '' -rsa; do openssl pkey -in /etc/hardened-host/tls/privkey$suffix.pem -noout -text | head -n 1; done`,
        );
        assert.match(kinds, /Private-Key: \(256 bit\)\nPrivate-Key: \(3072 bit/);
    });

    it("has a key that writes the challenge and no other name", async () => {
        const attempt = (name: string) =>
            surroundings.machine.exec(
                `printf 'server 127.0.0.1\\nupdate add ${name} 60 IN TXT "x"\\nsend\\n' | nsupdate -y hmac-sha256:challenge:${surroundings.keys.challenge}`,
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
        assert.equal(await surroundings.records("www.example.org", "TXT"), "");
    });
});
