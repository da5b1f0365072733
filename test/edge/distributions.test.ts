import assert from "node:assert/strict";
import { hostChecks } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import type { Release } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import { World } from "../faults/world/world";
import { failsWith, lastWordsUnit } from "../tls/last-words";
import { hostPackages } from "../tls/packages";
import { checksScript, readOutcomes } from "../vm/world/checks";

/** Releases with an older nginx, OpenSSL and systemd than those of all other tests. */
const releases: readonly Release[] = ["debian-12", "ubuntu-24.04"];

const services = ["edge", "notify", "tls"];
const domain = "example.org";
const authority = `/var/lib/hardened-host-acme/authority/${domain}/ca.pem`;

/** A program behind the edge, in what a small Python has. */
const answersWithNothing = `import socket
server = socket.create_server(('127.0.0.1', 4000))
while True:
    client = server.accept()[0]
    client.recv(4096)
    client.sendall(b'HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n')
    client.close()`;

for (const release of releases) {
    describe(`a host with ${release}, a certificate, a web edge and notices`, function () {
        this.timeout(5 * 60 * 1000);
        let world: World;
        let host: FaultyHost;

        const settings = {
            distribution: release,
            tls: { domain, issuer: "internal" },
            edge: {
                sites: {
                    welcome: { hostNames: [domain], page: { title: "Welcome" } },
                    app: { hostNames: [`app.${domain}`], upstream: { loopbackPort: 4000 } },
                },
            },
            notify: { webhooks: { phone: {} } },
        };

        before(async function () {
            await skipWithoutContainers(this);
            world = await World.create({ release, with: hostPackages, without: [] });
            host = await world.makeHost({ ...inCloud, diskMib: 600 });
            const planned = {
                settings,
                parts: ["accounts", "firewall", "ssh", ...services],
                secrets: { "notify-webhook-phone": "https://ntfy.example.net/topic" },
            };
            const { status, output } = await host.deployer.deliver(inputsOfPlanned(planned, inCloud.access, host.host));
            assert.equal(status, 0, `${output}\n${await host.journal()}`);
            await host.machine.text(
                "systemctl start hardened-host-tls-renew.service hardened-host-tls-install.service",
            );
        });
        after(async () => {
            await host.remove();
            await world.remove();
        });

        it("passes every check of theirs", async () => {
            const login = { user: "deploy", authorizedKeys: [] };
            const checks = hostChecks("container", login, hostSettings.parse(settings)).filter(({ by }) =>
                services.includes(by),
            );
            const outcomes = readOutcomes((await host.machine.exec(checksScript(checks))).stdout);
            assert.deepEqual(
                checks.flatMap(({ by, check }, index) =>
                    outcomes[index]?.passed === true ? [] : [`${by}: ${check.title}: ${outcomes[index]?.output ?? ""}`],
                ),
                [],
            );
            assert.ok(checks.length >= 10);
        });

        for (const [option, version] of [
            ["--http1.1", "HTTP/1.1"],
            ["--http2", "HTTP/2"],
        ]) {
            it(`shows its page over ${version}, the chain verified, with every header`, async () => {
                const answer = await host.machine.text(
                    `curl -sS -D - ${option} --cacert ${authority} --resolve ${domain}:443:127.0.0.1 https://${domain}/`,
                );
                assert.match(answer, new RegExp(`^${version} 200`, "i"));
                assert.match(answer, /^strict-transport-security: max-age=63072000/im);
                assert.match(answer, /<h1>Welcome<\/h1>/);
            });
        }

        it("has what a unit said last in the message of its failure", async () => {
            await host.machine.text(failsWith("the last words"));
            const messages = "cat /var/spool/hardened-host-notify/*-failed 2>/dev/null";
            assert.match(
                await host.machine.text(
                    `for _ in $(seq 100); do ${messages} | grep -q ${lastWordsUnit} && break; sleep 0.2; done; ${messages}`,
                ),
                new RegExp(`^${lastWordsUnit}\\nfailed\\n.*\\nthe last words$`, "m"),
            );
        });

        it("passes requests on to the program behind", async () => {
            await host.machine.text(`systemd-run --quiet --uid=games python3 -c "${answersWithNothing}"
                for _ in $(seq 50); do bash -c '</dev/tcp/127.0.0.1/4000' 2>/dev/null && break; sleep 0.1; done`);
            const status = `curl -sS -w '%{http_code}' --cacert ${authority} --resolve app.${domain}:443:127.0.0.1 https://app.${domain}/`;
            assert.equal(await host.machine.text(status), "204");
        });
    });
}
