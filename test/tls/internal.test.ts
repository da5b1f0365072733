import assert from "node:assert/strict";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import { World } from "../faults/world/world";
import { hostPackages } from "./packages";

const folder = "/etc/hardened-host/tls";
const authority = "/var/lib/hardened-host-acme/authority/example.org";

describe("a certificate from an authority of the host's own", function () {
    this.timeout(3 * 60 * 1000);
    let world: World;
    let host: FaultyHost;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create(debian13With(hostPackages));
        host = await world.makeHost();
        const settings = { tls: { domain: "example.org", issuer: "internal", rsa: true } };
        const parts = ["accounts", "firewall", "ssh", "tls"];
        const { status, output } = await host.deployer.deliver(
            inputsOfPlanned({ settings, parts }, inCloud.access, host.host),
        );
        assert.equal(status, 0, output);
        await host.machine.text("systemctl start hardened-host-tls-renew.service hardened-host-tls-install.service");
    });
    after(async () => {
        await host.remove();
        await world.remove();
    });

    it("is believed by whoever believes that authority, for the domain and every name below it", async () => {
        for (const suffix of ["", "-rsa"]) {
            for (const name of ["example.org", "chat.example.org"]) {
                await host.machine.text(
                    `openssl verify -CAfile ${authority}/ca.pem -purpose sslserver -verify_hostname ${name} ${folder}/fullchain${suffix}.pem`,
                );
            }
        }
    });

    it("comes from an authority that cannot pretend to be another domain", async () => {
        const forged = await host.machine.exec(
            `cd /tmp && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout forged.key -subj / -out forged.csr 2>/dev/null
            printf 'subjectAltName=DNS:bank.example.com\\n' >names
            openssl x509 -req -in forged.csr -CA ${authority}/ca.pem -CAkey ${authority}/ca.key -extfile names -days 9 -out forged.pem 2>/dev/null || exit 9
            openssl verify -CAfile ${authority}/ca.pem forged.pem`,
        );
        assert.equal(forged.status, 2);
        assert.match(forged.output, /permitted subtree violation/);
    });

    it("is renewed by the same authority", async () => {
        const serial = () => host.machine.text(`openssl x509 -in ${folder}/fullchain.pem -noout -serial`);
        const [before, root] = [await serial(), await host.machine.text(`sha256sum ${authority}/ca.pem`)];
        await host.machine.text(
            `rm /var/lib/hardened-host-acme/issued/request
            systemctl start hardened-host-tls-renew.service && systemctl start hardened-host-tls-install.service`,
        );
        assert.notEqual(await serial(), before);
        assert.equal(await host.machine.text(`sha256sum ${authority}/ca.pem`), root);
    });
});
