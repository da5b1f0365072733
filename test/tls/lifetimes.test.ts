import assert from "node:assert/strict";
import { makeDue } from "./owner";
import { makeCertifiedWorld, tlsWorldOfSuite } from "./tls-world";

const chain = "/etc/hardened-host/tls/fullchain.pem";
const unit = "hardened-host-tls-renew.service";
const day = 24 * 3600;

/** How many seconds certificates are good for, by the issuer's word, and what the settings ask for. */
const lives = {
    "of 45 days": { settings: {}, issuer: { default: 45 * day }, seconds: 45 * day },
    "of the profile shortlived, 160 hours,": { settings: { profile: "shortlived" }, issuer: {}, seconds: 576_000 },
};

describe("the life of a certificate", function () {
    this.timeout(4 * 60 * 1000);
    const world = tlsWorldOfSuite(makeCertifiedWorld);

    async function setClocks(offset: string | undefined): Promise<void> {
        await world.surroundings.setClock(offset);
        await world.host.setClock(offset);
    }

    /** Runs a renewal. @returns why it asked for a certificate; nothing where it did not. */
    async function reasonToRenew(): Promise<string> {
        const begun = await world.host.text("sleep 1; date +%s");
        assert.ok(await world.host.renew(), await world.host.journal());
        return world.host.text(
            `journalctl -q -o cat -u ${unit} --since @${begun} | sed -n 's/^Getting a certificate: //p' | tail -n 1`,
        );
    }

    /** Until another one is in force, for these settings. */
    async function deliver(settings: Readonly<Record<string, unknown>>): Promise<void> {
        await world.host.deliver(world.host.tlsSettings(settings));
        await world.host.settle();
        await world.host.text(makeDue);
        assert.ok(await world.host.renew(), await world.host.journal());
    }

    async function seconds(): Promise<number> {
        const dates = await world.host.text(`openssl x509 -in ${chain} -noout -startdate -enddate | cut -d = -f 2`);
        const [begin = "", end = ""] = dates.split("\n");
        return (Date.parse(end) - Date.parse(begin)) / 1000;
    }

    for (const [what, life] of Object.entries(lives)) {
        it(`${what} ends with a third of it left at the least: it is renewed after 60 of 100`, async () => {
            await world.surroundings.startIssuer(life.issuer);
            await deliver(life.settings);
            assert.ok(Math.abs((await seconds()) - life.seconds) < 5);
            const first = await world.host.shown();
            try {
                await setClocks(`+${Math.floor(life.seconds * 0.58)}s`);
                assert.equal(await reasonToRenew(), "");
                assert.equal(await world.host.shown(), first);
                await setClocks(`+${Math.ceil(life.seconds * 0.62)}s`);
                assert.equal(await reasonToRenew(), "less than two fifths of its life are left");
                assert.notEqual(await world.host.shown(), first);
            } finally {
                await setClocks(undefined);
            }
        });
    }

    it("goes on in the next one, three times, by the profile that the settings name", async () => {
        await world.surroundings.startIssuer({ shortlived: 30 });
        await deliver({ profile: "shortlived" });
        const shown = new Set([await world.host.shown()]);
        for (let renewal = 1; renewal <= 3; renewal += 1) {
            await world.host.text("sleep 19");
            assert.match(await reasonToRenew(), /less than two fifths of its life are left|not in time/);
            assert.ok(Math.abs((await seconds()) - 30) < 5);
            shown.add(await world.host.shown());
        }
        assert.equal(shown.size, 4);
    });

    it("ends when the issuer says so, and not before: RFC 9773", async () => {
        await world.surroundings.startIssuer();
        await deliver({});
        const first = await world.host.shown();
        const within = (start: string, end: string) => JSON.stringify({ suggestedWindow: { start, end } });
        for (const answer of [within("2099-01-01T00:00:00Z", "2099-01-02T00:00:00Z"), "<html>", within("soon", "")]) {
            await world.surroundings.suggestRenewal(await world.host.text(`cat ${chain}`), answer);
            assert.equal(await reasonToRenew(), "", answer);
            assert.equal(await world.host.shown(), first);
        }
        await world.surroundings.suggestRenewal(
            await world.host.text(`cat ${chain}`),
            within("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        );
        assert.equal(await reasonToRenew(), "the issuer asks for it");
        assert.notEqual(await world.host.shown(), first);
    });

    it("ends when the issuer revokes it", async () => {
        const revoked = await world.host.shown();
        assert.equal(await reasonToRenew(), "");
        await world.host.text(`mkdir -p /root/credentials; echo of-no-use >/root/credentials/external-account
            cp ${chain} /root/revoked.pem
            CREDENTIALS_DIRECTORY=/root/credentials dehydrated --config /etc/hardened-host/acme/dehydrated.conf --revoke /root/revoked.pem`);
        assert.equal(await reasonToRenew(), "the issuer asks for it");
        assert.notEqual(await world.host.shown(), revoked);
    });
});
