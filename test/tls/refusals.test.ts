import assert from "node:assert/strict";
import { dnsPublisher } from "../../components/dns/index";
import { skipWithoutContainers } from "../containers/container";
import type { CertifiedHost } from "./certified-host";
import { makeDue, Owner } from "./owner";
import type { Surroundings } from "./surroundings";
import { makeCertifiedWorld, type TlsWorld } from "./tls-world";

const unit = "hardened-host-tls-renew";

describe("a renewal that others refuse", function () {
    this.timeout(4 * 60 * 1000);
    let world: TlsWorld;
    let surroundings: Surroundings;
    let host: CertifiedHost;
    let owner: Owner;

    before(async function () {
        await skipWithoutContainers(this);
        world = await makeCertifiedWorld();
        ({ surroundings, host } = world);
        await surroundings.startFront();
        await host.deliver(host.tlsSettings({ acme: host.issuerAt(surroundings.frontDirectory) }));
        await host.settle();
    });
    after(() => world.remove());
    beforeEach(async () => {
        owner = await Owner.of(world);
    });

    it("because the issuer has had too many orders: once told, however often it is tried", async () => {
        await surroundings.refuseOrders("rateLimited");
        await host.text(makeDue);
        assert.equal(await host.renew(), false);
        assert.equal(await host.renew(), false);
        await owner.isTold(unit, /error:rateLimited.*too many certificates/s);
        await surroundings.refuseOrders(undefined);
        await owner.isToldOfRecovery(unit);
    });

    it("because a CAA record names another account: the owner is told which one this host has", async () => {
        await surroundings.refuseOrders("caa");
        await host.text(makeDue);
        assert.equal(await host.renew(), false);
        await owner.isTold(unit, /a CAA record of the domain refuses it; the account here is https:\S+\/my-account\//);
        await surroundings.refuseOrders(undefined);
        await owner.isToldOfRecovery(unit);
    });

    it("and leaves the value of a CAA record that binds the domain to its account, as settings take it", async () => {
        const value = await host.text("cat /var/lib/hardened-host-acme/caa-issuer");
        const account = /^<issuer>; validationmethods=dns-01; accounturi=(https:\S+)$/.exec(value)?.[1] ?? value;
        assert.ok(account.startsWith(surroundings.frontDirectory.replace("/dir", "/my-account/")), account);
        const { success } = dnsPublisher.safeParse({
            ...{ provider: "cloudflare", zone: "example.org" },
            certificateIssuers: [value.replace("<issuer>", "letsencrypt.org")],
        });
        assert.ok(success);
    });

    it("because the clock is two years behind: told once messages can be sent, however old they look", async () => {
        await host.setClock("-2y");
        await host.text(makeDue);
        assert.equal(await host.renew(), false);
        await owner.seesTheOldCertificate();
        assert.deepEqual(await owner.mails(), [], "the mail server is not believed either");
        assert.match(await host.text("cat /etc/motd.d/hardened-host-*"), /hardened-host-tls-renew failed on 20/);
        await host.setClock(undefined);
        // As a file is that was written by the wrong clock: the container's own was right.
        await host.text("touch -d '2 years ago' /var/spool/hardened-host-notify/*-failed");
        await host.text("systemctl start hardened-host-notify.service");
        // With the wrong time; without the journal's lines, which no journalctl gives while it is deceived as to the time.
        await owner.isTold(unit, /hardened-host-tls-renew failed \(20/);
        await owner.isToldOfRecovery(unit);
    });

    it("because the issuer has no such profile", async () => {
        const acme = host.issuerAt(surroundings.frontDirectory);
        await host.deliver(host.tlsSettings({ acme, profile: "unheard-of" }));
        await owner.isTold(unit, /ACME profile.*not (supported|found)/);
        await host.deliver(host.tlsSettings({ acme }));
        await host.text(makeDue);
        await owner.isToldOfRecovery(unit);
    });
});
