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
        host = await world.makeHost({ ...inCloud, loadsBpf: true });
        await deliver({ rsa: true });
    });
    after(async () => {
        await host.remove();
        await world.remove();
    });

    async function deliver(changes: Readonly<Record<string, unknown>>): Promise<void> {
        const settings = {
            tls: { domain: "example.org", issuer: "internal", ...changes },
            edge: { sites: { welcome: { hostNames: ["example.org"], page: { title: "Welcome" } } } },
        };
        const parts = ["accounts", "edge", "firewall", "ssh", "tls"];
        const inputs = inputsOfPlanned({ settings, parts }, inCloud.access, host.host);
        const { status, output } = await host.deployer.deliver(inputs);
        assert.equal(status, 0, `${output}\n${await host.journal()}`);
        await host.machine.text("systemctl start hardened-host-tls-renew.service hardened-host-tls-install.service");
    }

    it("is believed by whoever believes that authority, for the domain and every name below it", async () => {
        for (const suffix of ["", "-rsa"]) {
            for (const name of ["example.org", "chat.example.org"]) {
                await host.machine.text(
                    `openssl verify -x509_strict -CAfile ${authority}/ca.pem -purpose sslserver -verify_hostname ${name} ${folder}/fullchain${suffix}.pem`,
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

    /**
     * What kind of key a client is shown who offers this only; "" for a refusal. Asked until it is the one that is expected:
     * after a reload, old workers may take a connection still.
     */
    async function shownTo(offers: string, expected: string): Promise<string> {
        const script = `for _ in $(seq 50); do
                kind=$(openssl s_client -connect 127.0.0.1:443 -servername example.org -CAfile ${authority}/ca.pem -verify_return_error ${offers} </dev/null 2>/dev/null |
                    openssl x509 -noout -text 2>/dev/null | sed -n 's/.*Public Key Algorithm: //p')
                [ "$kind" = '${expected}' ] && break
                sleep 0.2
            done; echo "$kind"`;
        return host.machine.text(script);
    }
    const rsaOnly = ["-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "-tls1_3 -sigalgs rsa_pss_rsae_sha256"];
    const ecdsaOnly = ["-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256", "-tls1_3 -sigalgs ecdsa_secp256r1_sha256"];
    async function areShown(clients: readonly string[], expected: string): Promise<void> {
        for (const offers of clients) assert.equal(await shownTo(offers, expected), expected, offers);
    }

    it("is of the kind that a client can check: RSA where the client knows no other, else an elliptic curve", async () => {
        await areShown(rsaOnly, "rsaEncryption");
        await areShown([...ecdsaOnly, ""], "id-ecPublicKey");
    });

    it("is of one kind once the settings ask for one, such clients are refused, and of both when they ask again", async () => {
        await deliver({});
        await areShown(rsaOnly, "");
        await areShown(ecdsaOnly, "id-ecPublicKey");
        for (const place of [folder, "/var/lib/hardened-host-tls/current/"]) {
            assert.equal(await host.machine.text(`ls ${place}`), "fullchain.pem\nprivkey.pem");
        }
        await deliver({ rsa: true });
        await areShown(rsaOnly, "rsaEncryption");
    });
});
