import assert from "node:assert/strict";
import { usualLives } from "./issuer";
import { makeDue } from "./owner";
import { makeCertifiedWorld, tlsWorldOfSuite } from "./tls-world";

const chain = "/etc/hardened-host/tls/fullchain.pem";
const unit = "hardened-host-tls-renew.service";
const day = 24 * 3600;

const ownRule = "less than two fifths of its life are left";

/** How long a certificate is good for, and which part of that goes by before it is renewed, and why. */
const lives = [
    {
        what: "of 45 days",
        ...{ settings: {}, issuer: { default: 45 * day }, seconds: 45 * day, suggestion: undefined },
        ...{ stillGoodAfter: 0.58, dueAfter: 0.62, reason: ownRule },
    },
    {
        what: "of 160 hours, by the profile shortlived, of an issuer that suggests nothing,",
        ...{
            settings: { profile: "shortlived" },
            issuer: usualLives,
            seconds: usualLives.shortlived,
            suggestion: "{}",
        },
        ...{ stillGoodAfter: 0.58, dueAfter: 0.62, reason: ownRule },
    },
    {
        // Pebble suggests it a day before two thirds are over, which is earlier than ours for so short a life.
        what: "of 160 hours, of an issuer that wants it renewed earlier,",
        ...{
            settings: { profile: "shortlived" },
            issuer: usualLives,
            seconds: usualLives.shortlived,
            suggestion: undefined,
        },
        ...{ stillGoodAfter: 0.5, dueAfter: 0.55, reason: "the issuer asks for it" },
    },
];

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

    /** What the issuer answers from now on when it is asked when the present certificate should be renewed. */
    async function suggest(answer: string): Promise<void> {
        await world.surroundings.suggestRenewal(await world.host.text(`cat ${chain}`), answer);
    }

    async function secondsOfLife(): Promise<number> {
        const dates = await world.host.text(`openssl x509 -in ${chain} -noout -startdate -enddate | cut -d = -f 2`);
        const [begin = "", end = ""] = dates.split("\n");
        return (Date.parse(end) - Date.parse(begin)) / 1000;
    }

    for (const { what, settings, issuer, seconds, suggestion, stillGoodAfter, dueAfter, reason } of lives) {
        it(`${what} ends with a third of it left at the least`, async () => {
            await world.surroundings.startIssuer(issuer);
            await deliver(settings);
            assert.ok(Math.abs((await secondsOfLife()) - seconds) < 5);
            if (suggestion !== undefined) await suggest(suggestion);
            const first = await world.host.shown();
            try {
                await setClocks(`+${Math.floor(seconds * stillGoodAfter)}s`);
                assert.equal(await reasonToRenew(), "");
                assert.equal(await world.host.shown(), first);
                await setClocks(`+${Math.ceil(seconds * dueAfter)}s`);
                assert.equal(await reasonToRenew(), reason);
                assert.notEqual(await world.host.shown(), first);
            } finally {
                await setClocks(undefined);
            }
        });
    }

    it("goes on in the next one, three times, by the profile that the settings name", async () => {
        const life = 45;
        await world.surroundings.startIssuer({ ...usualLives, shortlived: life });
        await deliver({ profile: "shortlived" });
        const shown = new Set([await world.host.shown()]);
        for (let renewal = 1; renewal <= 3; renewal += 1) {
            await world.host.untilDue();
            assert.equal(await reasonToRenew(), ownRule);
            assert.ok(Math.abs((await secondsOfLife()) - life) < 5);
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
            await suggest(answer);
            assert.equal(await reasonToRenew(), "", answer);
            assert.equal(await world.host.shown(), first);
        }
        await suggest(within("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
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
