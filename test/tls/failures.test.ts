import assert from "node:assert/strict";
import { webhookToken } from "./certified-host";
import { failsWith, lastWordsUnit } from "./last-words";
import { makeDue, Owner } from "./owner";
import { makeCertifiedWorld, tlsWorldOfSuite } from "./tls-world";

const issued = "/var/lib/hardened-host-acme/issued";
const full =
    "dd if=/dev/zero of=/var/filler bs=1M status=none 2>/dev/null; dd if=/dev/zero of=/var/filler2 bs=1k status=none 2>/dev/null; true";

describe("a renewal that goes wrong", function () {
    this.timeout(4 * 60 * 1000);
    const world = tlsWorldOfSuite(makeCertifiedWorld);
    let owner: Owner;
    beforeEach(async () => {
        owner = await Owner.of(world);
    });

    it("because the issuer is down: is told of once, however often it fails, and once more when it works", async () => {
        await world.surroundings.stop("issuer");
        await world.host.text(makeDue);
        assert.equal(await world.host.renew(), false);
        assert.equal(await world.host.renew(), false);
        await owner.isTold("hardened-host-tls-renew", /Problem connecting to server/);
        await world.surroundings.startIssuer();
        await owner.isToldOfRecovery("hardened-host-tls-renew");
        const requests = await world.surroundings.requests();
        assert.deepEqual(requests.map(({ path }) => path).sort(), ["/plain", "/plain", "/talk", "/talk"]);
        const [plain] = requests.filter(({ path }) => path === "/plain");
        assert.equal(plain?.token, `Bearer ${webhookToken}`);
        const { message, ...notice } = JSON.parse(plain.body) as Record<string, string>;
        assert.match(message ?? "", /failed/);
        assert.deepEqual(
            { ...notice, time: "" },
            { host: "container", unit: "hardened-host-tls-renew", outcome: "failed", time: "" },
        );
    });

    it("because the name server refuses the key", async () => {
        await world.host.deliver(world.host.tlsSettings(), { "tls-dns": world.surroundings.keys.delegated });
        await world.host.text(makeDue);
        assert.equal(await world.host.renew(), false);
        await owner.isTold("hardened-host-tls-renew", /record of the challenge could not be written/);
        assert.doesNotMatch(await world.host.journal(), new RegExp(world.surroundings.keys.delegated.slice(0, 20)));
        await world.host.deliver(world.host.tlsSettings());
        await world.host.settle();
        await owner.isToldOfRecovery("hardened-host-tls-renew");
    });

    it("because no name server answers: the message waits until mail can be sent", async () => {
        await world.surroundings.stop("named");
        await world.host.text(makeDue);
        assert.equal(await world.host.renew(), false);
        assert.deepEqual(await owner.mails(), []);
        await world.surroundings.machine.text("systemctl start named.service");
        await world.host.text("systemctl start hardened-host-notify.service");
        await owner.isTold("hardened-host-tls-renew", /resolve|connecting/i);
        await owner.isToldOfRecovery("hardened-host-tls-renew");
    });

    it("because the disk is full: nothing is half-written, and even that is told", async () => {
        await world.host.text(`${makeDue}; ${full}`);
        assert.equal(await world.host.renew(), false);
        await owner.isTold("hardened-host-tls-renew", /failed/);
        await world.host.text("rm -f /var/filler /var/filler2");
        await owner.isToldOfRecovery("hardened-host-tls-renew");
    });

    const damage = {
        "is cut short": `truncate -s 300 ${issued}/fullchain.pem`,
        "has the key of another one": `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${issued}/privkey.pem`,
        "is for another name": selfSigned("example.net", ""),
        "is not valid yet by the host's clock": selfSigned(
            "example.org",
            "-not_before 20350101000000Z -not_after 20360101000000Z",
        ),
    };
    for (const [what, script] of Object.entries(damage)) {
        it(`because the new certificate ${what}: it is refused, and another one is asked for`, async () => {
            await world.host.text(script);
            await world.host.exec("systemctl start hardened-host-tls-install.service");
            await owner.isTold("hardened-host-tls-install", /the certificate is refused/);
            await owner.isToldOfRecovery("hardened-host-tls-install");
        });
    }

    it("of which the journal reads only afterwards: what it said last is told all the same", async () => {
        const mailOf = async (words: string) => {
            const told = (await owner.mails()).length;
            await world.host.text(
                `rm -f /run/hardened-host-notify/told/${lastWordsUnit} /etc/motd.d/hardened-host-${lastWordsUnit}
                ${failsWith(words)}`,
            );
            await world.host.settle();
            const [mail = "", ...more] = (await owner.mails()).slice(told);
            assert.deepEqual(more, []);
            assert.match(mail, new RegExp(`Subject: container: ${lastWordsUnit} failed`));
            return mail;
        };
        assert.match(await mailOf("of an earlier run"), /of an earlier run/);
        // More than the second by which the look into the journal begins early.
        await world.host.text("sleep 2");
        const mail = await mailOf("of the last run");
        assert.match(mail, /of the last run/);
        assert.doesNotMatch(mail, /of an earlier run/);
    });
});

/** Puts another certificate where the last one was issued. */
function selfSigned(domain: string, dates: string): string {
    return `openssl req -x509 -key ${issued}/privkey.pem -subj / ${dates} -addext 'subjectAltName=DNS:${domain},DNS:*.${domain}' -out ${issued}/fullchain.pem`;
}
