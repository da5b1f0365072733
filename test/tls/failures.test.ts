import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { webhookToken, type CertifiedHost } from "./certified-host";
import { makeDue, Owner } from "./owner";
import type { Surroundings } from "./surroundings";
import { makeCertifiedWorld, type TlsWorld } from "./tls-world";

const issued = "/var/lib/hardened-host-acme/issued";
const full =
    "dd if=/dev/zero of=/var/filler bs=1M status=none 2>/dev/null; dd if=/dev/zero of=/var/filler2 bs=1k status=none 2>/dev/null; true";

describe("a renewal that goes wrong", function () {
    this.timeout(4 * 60 * 1000);
    let world: TlsWorld;
    let surroundings: Surroundings;
    let host: CertifiedHost;
    let owner: Owner;

    before(async function () {
        await skipWithoutContainers(this);
        world = await makeCertifiedWorld();
        ({ surroundings, host } = world);
    });
    after(() => world.remove());
    beforeEach(async () => {
        owner = await Owner.of(world);
    });

    it("because the issuer is down: is told of once, however often it fails, and once more when it works", async () => {
        await surroundings.stop("issuer");
        await host.text(makeDue);
        assert.equal(await host.renew(), false);
        assert.equal(await host.renew(), false);
        await owner.isTold("hardened-host-tls-renew", /Problem connecting to server/);
        await surroundings.startIssuer();
        await owner.isToldOfRecovery("hardened-host-tls-renew");
        const requests = await surroundings.requests();
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
        await host.deliver(host.tlsSettings(), { "tls-dns": surroundings.keys.delegated });
        await host.text(makeDue);
        assert.equal(await host.renew(), false);
        await owner.isTold("hardened-host-tls-renew", /record of the challenge could not be written/);
        assert.doesNotMatch(await host.journal(), new RegExp(surroundings.keys.delegated.slice(0, 20)));
        await host.deliver(host.tlsSettings());
        await host.settle();
        await owner.isToldOfRecovery("hardened-host-tls-renew");
    });

    it("because no name server answers: the message waits until mail can be sent", async () => {
        await surroundings.stop("named");
        await host.text(makeDue);
        assert.equal(await host.renew(), false);
        assert.deepEqual(await owner.mails(), []);
        await surroundings.machine.text("systemctl start named.service");
        await host.text("systemctl start hardened-host-notify.service");
        await owner.isTold("hardened-host-tls-renew", /resolve|connecting/i);
        await owner.isToldOfRecovery("hardened-host-tls-renew");
    });

    it("because the disk is full: nothing is half-written, and even that is told", async () => {
        await host.text(`${makeDue}; ${full}`);
        assert.equal(await host.renew(), false);
        await owner.isTold("hardened-host-tls-renew", /failed/);
        await host.text("rm -f /var/filler /var/filler2");
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
            await host.text(script);
            await host.exec("systemctl start hardened-host-tls-install.service");
            await owner.isTold("hardened-host-tls-install", /the certificate is refused/);
            await owner.isToldOfRecovery("hardened-host-tls-install");
        });
    }
});

/** Puts another certificate where the last one was issued. */
function selfSigned(domain: string, dates: string): string {
    return `openssl req -x509 -key ${issued}/privkey.pem -subj / ${dates} -addext 'subjectAltName=DNS:${domain},DNS:*.${domain}' -out ${issued}/fullchain.pem`;
}
