import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { CertifiedHost } from "./certified-host";
import { makeDue } from "./owner";
import type { Surroundings } from "./surroundings";
import { makeCertifiedWorld, type TlsWorld } from "./tls-world";

const chain = "/etc/hardened-host/tls/fullchain.pem";
const hour = 3600;

describe("the life of a certificate", function () {
    this.timeout(4 * 60 * 1000);
    let world: TlsWorld;
    let surroundings: Surroundings;
    let host: CertifiedHost;

    before(async function () {
        await skipWithoutContainers(this);
        world = await makeCertifiedWorld();
        ({ surroundings, host } = world);
    });
    after(() => world.remove());
    afterEach(() => host.setClock(undefined));

    async function renew(): Promise<void> {
        assert.ok(await host.renew(), await host.journal());
    }

    for (const days of [45, 6]) {
        it(`of ${days} days ends with a third of it left at the least: it is renewed after 60 of 100`, async () => {
            await surroundings.startIssuer(days * 24 * hour);
            await host.text(makeDue);
            await renew();
            const first = await host.shown();
            await host.setClock(`+${Math.floor(days * 24 * 0.58)}h`, true);
            await renew();
            assert.equal(await host.shown(), first);
            await host.setClock(`+${Math.ceil(days * 24 * 0.62)}h`, true);
            await renew();
            assert.notEqual(await host.shown(), first);
            assert.match(await host.journal(), /Getting a certificate: less than two fifths of its life are left/);
        });
    }

    it("ends when the issuer revokes it: RFC 9773", async () => {
        await surroundings.startIssuer();
        await host.text(makeDue);
        await renew();
        const revoked = await host.shown();
        await renew();
        assert.equal(await host.shown(), revoked);
        await host.text(`mkdir -p /root/credentials; echo of-no-use >/root/credentials/external-account
            cp ${chain} /root/revoked.pem
            CREDENTIALS_DIRECTORY=/root/credentials dehydrated --config /etc/hardened-host/acme/dehydrated.conf --revoke /root/revoked.pem`);
        await renew();
        assert.match(await host.journal(), /Getting a certificate: the issuer asks for it/);
        assert.notEqual(await host.shown(), revoked);
    });

    it("is as long as the profile says that the settings name", async function () {
        if (process.env["PEBBLE"] === undefined) {
            this.skip(); // Debian 13's pebble 2.6 has no profiles: PEBBLE=<path of one of 2.7 or later> lets this run.
        }
        await surroundings.startIssuer();
        await host.deliver(host.tlsSettings({ profile: "shortlived" }));
        await host.settle();
        const dates = await host.text(`openssl x509 -in ${chain} -noout -startdate -enddate | cut -d = -f 2`);
        const [begin = "", end = ""] = dates.split("\n");
        const hours = (Date.parse(end) - Date.parse(begin)) / 1000 / hour;
        assert.ok(Math.abs(hours - 160) < 1, dates);
    });
});
