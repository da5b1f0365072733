import assert from "node:assert/strict";
import { dnsPublisher } from "../../components/dns/index";
import { makeDue, Owner } from "./owner";
import { makeCertifiedWorld, tlsWorldOfSuite } from "./tls-world";

const unit = "hardened-host-tls-renew";

describe("a renewal that others refuse", function () {
    this.timeout(4 * 60 * 1000);
    const world = tlsWorldOfSuite(makeCertifiedWorld);
    let owner: Owner;
    before(async () => {
        await world.surroundings.startFront();
        await world.host.deliver(
            world.host.tlsSettings({ acme: world.host.issuerAt(world.surroundings.frontDirectory) }),
        );
        await world.host.settle();
    });
    beforeEach(async () => {
        owner = await Owner.of(world);
    });

    it("because the issuer has had too many orders: once told, however often it is tried", async () => {
        await world.surroundings.refuseOrders("rateLimited");
        await world.host.text(makeDue);
        assert.equal(await world.host.renew(), false);
        assert.equal(await world.host.renew(), false);
        await owner.isTold(unit, /error:rateLimited.*too many certificates/s);
        await world.surroundings.refuseOrders(undefined);
        await owner.isToldOfRecovery(unit);
    });

    it("because a CAA record names another account: the owner is told which one this host has", async () => {
        await world.surroundings.refuseOrders("caa");
        await world.host.text(makeDue);
        assert.equal(await world.host.renew(), false);
        await owner.isTold(unit, /a CAA record of the domain refuses it; the account here is https:\S+\/my-account\//);
        await world.surroundings.refuseOrders(undefined);
        await owner.isToldOfRecovery(unit);
    });

    it("and leaves the value of a CAA record that binds the domain to its account, as settings take it", async () => {
        const value = await world.host.text("cat /var/lib/hardened-host-acme/caa-issuer");
        const account =
            /^pebble\.letsencrypt\.org; validationmethods=dns-01; accounturi=(https:\S+)$/.exec(value)?.[1] ?? value;
        assert.ok(account.startsWith(world.surroundings.frontDirectory.replace("/dir", "/my-account/")), account);
        const { success } = dnsPublisher.safeParse({
            ...{ provider: "cloudflare", zone: "example.org" },
            certificateIssuers: [value],
        });
        assert.ok(success);
    });

    it("because the clock is two years behind: told once messages can be sent, however old they look", async () => {
        await world.host.setClock("-2y");
        await world.host.text(makeDue);
        assert.equal(await world.host.renew(), false);
        await owner.seesTheOldCertificate();
        assert.deepEqual(await owner.mails(), [], "the mail server is not believed either");
        assert.match(await world.host.text("cat /etc/motd.d/hardened-host-*"), /hardened-host-tls-renew failed on 20/);
        await world.host.setClock(undefined);
        // As a file is that was written by the wrong clock: the container's own was right.
        await world.host.text("touch -d '2 years ago' /var/spool/hardened-host-notify/*-failed");
        await world.host.text("systemctl start hardened-host-notify.service");
        // With the wrong time; without the journal's lines, which no journalctl gives while it is deceived as to the time.
        await owner.isTold(unit, /hardened-host-tls-renew failed \(20/);
        await owner.isToldOfRecovery(unit);
    });

    it("because the issuer has no such profile", async () => {
        const acme = world.host.issuerAt(world.surroundings.frontDirectory);
        await world.host.deliver(world.host.tlsSettings({ acme, profile: "unheard-of" }));
        await owner.isTold(unit, /ACME profile.*not (supported|found)/);
        await world.host.deliver(world.host.tlsSettings({ acme }));
        await world.host.text(makeDue);
        await owner.isToldOfRecovery(unit);
    });
});
