import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { forbiddenOutside } from "./egress/forbidden";
import { otherPublicAddress, publicAddress, publicIpv6 } from "./egress/internet";
import { rawRequests, directRequests, direct, asNobody, forbidden, notReached, rebinding } from "./egress/requests";
import { egress, fetcher, open } from "./egress/settings";
import { EgressWorld } from "./egress/world";

describe("ways out of a host", function () {
    this.timeout(300_000);
    let world: EgressWorld;

    before(async function () {
        await skipWithoutContainers(this);
        world = await EgressWorld.create();
    });
    after(() => EgressWorld.removeAll());

    describe("without the part egress, and with a proxy that lets everything through", () => {
        before(async () => {
            await world.mustDeliver({ apps: { service: open } }, []);
            await world.startOpenProxy();
        });
        after(() => world.text("systemctl stop open-proxy.service"));

        it("a program that has a network reaches everything private", async () => {
            const said = await world.inside("direct", directRequests(forbiddenOutside));
            assert.deepEqual(notReached(said, forbiddenOutside), []);
        });

        it("so does a program behind the proxy, and it reaches programs of the host", async () => {
            assert.deepEqual(notReached(await world.text(rawRequests(3999, forbidden)), forbidden), []);
        });

        it("a name that changes its address leads to what is private", async () => {
            const said = await world.inside("direct", rebinding("--noproxy '*'"));
            assert.match(said, /reached on \S*10\.66\.0\.1[^]*reached on \S*169\.254\.169\.254/);
        });
    });

    describe("with the part egress and its proxy", () => {
        before(() =>
            world.mustDeliver({ egress, proxy: {}, apps: { service: { ...open, fetcher } } }, [
                "egress",
                "proxy",
                "metadata",
            ]),
        );

        it("keep a program that has a network from everything private", async () => {
            const said = await world.inside("direct", directRequests(forbiddenOutside));
            assert.equal(said.trim().split("\n").length, forbiddenOutside.length);
            assert.doesNotMatch(said, /reached/);
        });

        it("let it reach what is public, over IPv4 and IPv6, but no mail server", async () => {
            for (const host of [publicAddress, `[${publicIpv6}]`, "good.example.net"])
                assert.match(
                    await world.inside("direct", direct({ what: "", url: `http://${host}:8443/` })),
                    /reached/,
                );
            assert.doesNotMatch(
                await world.inside("direct", direct({ what: "", url: `telnet://${publicAddress}:25` })),
                /reached/,
            );
        });

        for (const method of ["GET", "CONNECT"]) {
            it(`keep a program behind the proxy from it and from the host's own programs, by ${method}`, async () => {
                const said = await world.inside("fetcher", rawRequests(3128, forbidden, method));
                const answers = said.trim().split("\n");
                assert.equal(answers.length, forbidden.length, said);
                for (const [index, answer] of answers.entries())
                    assert.match(answer, /^HTTP\/1\.1 [45]\d\d [\w ]+$/, forbidden[index]?.what);
                assert.doesNotMatch(said, /reached/);
            });
        }

        it("let it reach what is public by a name, as curl and others find the proxy", async () => {
            assert.match(await world.inside("fetcher", "curl -sS --max-time 20 http://good.example.net/"), /reached/);
            assert.match(await world.inside("fetcher", "curl -sS --max-time 20 http://six.example.net/"), /reached/);
            const tunnel = "curl -sS --max-time 20 --proxytunnel http://good.example.net:443/";
            assert.match(await world.inside("fetcher", tunnel), /reached/);
        });

        it("leave it no way but the proxy", async () => {
            const around = direct({ what: "", url: `http://${publicAddress}/` });
            assert.doesNotMatch(await world.inside("fetcher", around), /reached/);
        });

        it("follow no redirect into the inside", async () => {
            for (const target of [
                "http://10.66.0.1/",
                "http://169.254.169.254/",
                "http://private.example.net/",
                "http://[::1]/",
            ]) {
                const script = `curl -gsSL --max-time 20 'http://good.example.net/redirect?${target}' 2>&1; true`;
                assert.doesNotMatch(await world.inside("fetcher", script), /reached/, target);
            }
        });

        it("are not fooled by a name that changes its address between two questions", async () => {
            const names = ["rebind.example.net", "rebind-metadata.example.net"];
            const tell = (what: string) =>
                names.map((name) => `curl -sS http://good.example.net/${what}?${name}; echo`).join("\n");
            await world.inside("fetcher", tell("forget"));
            const said = await world.inside("fetcher", rebinding(""));
            assert.equal((said.match(/reached on \S*198\.51\.100\.1\b/g) ?? []).length, 12, said);
            assert.equal(await world.inside("fetcher", tell("asked")), "1\n1");
        });

        it("hold the proxy's own account to public addresses, whatever the proxy decides", async () => {
            const asProxy = (url: string) =>
                `setpriv --reuid=proxy --regid=proxy --clear-groups curl -gsS --max-time 4 '${url}' 2>&1; true`;
            assert.match(await world.text(asProxy(`http://${publicAddress}/`)), /reached/);
            const all = forbiddenOutside.map(({ url }) => asProxy(url)).join("; ");
            assert.doesNotMatch(await world.text(all), /reached/);
        });

        it("refuse a client what is denied to it, and say in the journal who asked for what", async () => {
            for (const host of ["denied.example.org", "www.denied.example.org"]) {
                const said = await world.inside("fetcher", rawRequests(3128, [{ what: "", url: `http://${host}/` }]));
                assert.match(said, / 403 /);
            }
            const log = await world.text("journalctl -q -o cat -g 'client=fetcher.*www.denied'");
            assert.match(log, /client=fetcher method=GET host=www\.denied\.example\.org .*status=403/);
        });

        it("let nobody else use a client's port of the proxy", async () => {
            for (const who of ["nobody", "root", "direct"]) {
                const script = `setpriv --reuid=${who} --clear-groups --regid=nogroup curl -sS --max-time 4 -x http://127.0.0.1:3140 http://good.example.net/ 2>&1; true`;
                assert.doesNotMatch(await world.text(script), /reached/, who);
            }
        });

        it("let an account reach what was allowed to it, and no other account, port or address", async () => {
            const ask = (url: string) => `curl -sS --max-time 4 ${url}`;
            assert.match(await world.text(asNobody(ask("http://mirror.example.net:8443/"))), /reached/);
            assert.match(await world.text(asNobody(ask("http://10.66.0.1:443/"))), /reached/);
            assert.doesNotMatch(await world.text(asNobody(ask("http://mirror.example.net/"))), /reached/);
            assert.doesNotMatch(await world.text(`${ask("http://mirror.example.net:8443/")} 2>&1; true`), /reached/);
            assert.doesNotMatch(await world.text(asNobody(ask("http://private.example.net:8443/"))), /reached/);
            for (const port of [25, 80, 443, 8443])
                assert.doesNotMatch(
                    await world.text(`${ask(`http://${otherPublicAddress}:${port}/`)} 2>&1; true`),
                    /reached/,
                );
        });

        it("follow a name to another public address, keep the last good one, and never go where it is private", async () => {
            const setOf = () => world.text("cat /var/lib/hardened-host-egress/addresses");
            const move = async (address: string) => {
                await world.inside("direct", `curl -sS --max-time 5 'http://${publicAddress}:8443/move?${address}'`);
                await world.text("systemctl start hardened-host-egress.service 2>/dev/null || true");
            };
            await move("198.51.100.77");
            assert.match(await setOf(), /moving\.example\.net 198\.51\.100\.77/);
            const good = await setOf();
            for (const address of ["10.66.0.1", "127.0.0.1", "0.0.0.0", "::ffff:10.66.0.1", "fd66::1"]) {
                await move(address);
                assert.doesNotMatch(await setOf(), /moving\.example\.net (10|127|0|::|fd66)/);
            }
            const times = (text: string) => text.replace(/ \d+$/gm, "");
            assert.deepEqual(
                times(await setOf())
                    .split("\n")
                    .sort(),
                times(good).split("\n").sort(),
            );
        });

        it("leave packages, name service, root's metadata and deliveries as they were", async () => {
            await world.text("apt-get -qq update");
            const ask = "curl -sS --max-time 4 http://169.254.169.254/";
            assert.match(await world.text(ask), /reached/);
            assert.doesNotMatch(await world.text(asNobody(ask)), /reached/);
            const again = { ...egress, logDropped: false };
            await world.mustDeliver({ egress: again, proxy: {}, apps: { service: { ...open, fetcher } } }, [
                ...["egress", "proxy", "metadata"],
            ]);
            assert.match(
                await world.text(asNobody("curl -sS --max-time 4 http://mirror.example.net:8443/")),
                /reached/,
            );
        });

        it("stay as they are when the firewall is loaded again, or started anew", async () => {
            const allowed = asNobody("curl -sS --max-time 4 http://mirror.example.net:8443/");
            await world.text("systemctl reload nftables.service");
            assert.match(await world.text(allowed), /reached/);
            await world.text("systemctl restart nftables.service");
            assert.match(await world.text(allowed), /reached/);
        });
    });

    // Of its own: what stands beside other suites runs before them.
    describe("with the policy reported", () => {
        it("are open, and what would be refused is counted", async () => {
            await world.mustDeliver({ egress: { policy: "reported" }, apps: { service: open } }, ["egress"]);
            const refused = async () => {
                const chain = await world.text("nft list chain inet hardened_host_egress refused");
                return Number(/counter packets (\d+)/.exec(chain)?.[1]);
            };
            const before = await refused();
            assert.match(await world.inside("direct", direct({ what: "", url: "http://10.66.0.1/" })), /reached/);
            assert.ok((await refused()) > before);
        });
    });

    describe("with the policy open", () => {
        it("are open, and no rule is left", async () => {
            await world.mustDeliver({ egress: { policy: "open" }, apps: { service: open } }, ["egress"]);
            assert.doesNotMatch(await world.text("nft list tables"), /egress/);
            assert.match(await world.inside("direct", direct({ what: "", url: "http://10.66.0.1/" })), /reached/);
        });
    });
});
