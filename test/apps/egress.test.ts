import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { forbiddenInside, forbiddenOutside, type Forbidden } from "./egress/forbidden";
import { otherPublicAddress, publicAddress, publicIpv6 } from "./egress/internet";
import { EgressWorld, serviceOf } from "./egress/world";

const open = {
    direct: serviceOf("direct", { destinations: "any" }),
};
const fetcher = serviceOf("fetcher", { port: 8000, proxy: { deniedDomains: ["denied.example.org"] } });
const mirror = { purpose: "mirror of the tests", accounts: ["nobody"], ports: [8443] };
const egress = {
    allowed: [
        { ...mirror, to: ["mirror.example.net", "private.example.net"] },
        { purpose: "moving server", accounts: ["nobody"], ports: [80], to: ["moving.example.net"] },
        { purpose: "inner server", accounts: ["nobody"], ports: [443], to: ["10.66.0.1"] },
    ],
};

/** Requests as they are written, because curl(1) puts addresses right before it sends them; a line for each. */
const rawRequests = (port: number, all: readonly Forbidden[], method = "GET") => `python3 -c '
import socket
for url in ${JSON.stringify(all.map(({ url }) => url))}:
    to = socket.create_connection(("127.0.0.1", ${port}), 10)
    to.settimeout(20)
    host = url.split("/")[2]
    asked = url if "${method}" == "GET" else host + ":443"
    to.sendall(("${method} " + asked + " HTTP/1.1\\r\\nHost: " + host + "\\r\\nConnection: close\\r\\n\\r\\n").encode())
    got = b""
    while True:
        part = to.recv(65536)
        got += part
        if not part or "${method}" == "CONNECT": break
    to.close()
    print(got.split(b"\\r\\n")[0].decode(), "reached" if b"reached" in got or b"Directory listing" in got else "")'`;

/** A line for each, which says whether it was reached. */
const directRequests = (all: readonly Forbidden[]) =>
    all
        .map(({ url }) => `curl -gsS --noproxy '*' --max-time 4 --connect-timeout 3 '${url}' 2>&1 | tr '\\n' ' '; echo`)
        .join("\n");

const direct = ({ url }: Forbidden) => `curl -gsS --noproxy '*' --max-time 4 --connect-timeout 3 '${url}' 2>&1; true`;
const asNobody = (script: string) =>
    `setpriv --reuid=nobody --regid=nogroup --clear-groups sh -c '${script}' 2>&1 || true`;

const forbidden = [...forbiddenOutside, ...forbiddenInside];

const notReached = (said: string, all: readonly Forbidden[]) => {
    const answers = said.trim().split("\n");
    return all.filter((_, index) => answers[index]?.includes("reached") !== true).map(({ what }) => what);
};

/** Six requests to each of two names, whose address is another at each question. */
const rebinding = (option: string) =>
    ["rebind.example.net", "rebind-metadata.example.net"]
        .map((name) => `for _ in 1 2 3 4 5 6; do curl -sS ${option} --max-time 20 http://${name}/; echo; done 2>&1`)
        .join("\n");

describe("ways out of a host", function () {
    this.timeout(300_000);
    let world: EgressWorld;

    const mustDeliver = async (settings: Readonly<Record<string, unknown>>, parts: readonly string[]) => {
        const { status, output } = await world.deliver(settings, parts);
        assert.equal(status, 0, `${output}\n${await world.host.journal()}`);
    };
    before(async function () {
        await skipWithoutContainers(this);
        world = await EgressWorld.create();
    });
    after(async () => world?.remove());

    describe("without the part egress, and with a proxy that lets everything through", () => {
        before(async () => {
            await mustDeliver({ apps: { service: open } }, []);
            await world.text(
                `printf 'http_port 127.0.0.1:3999\\nhttp_access allow all\\ncache deny all\\npid_filename none\\ncache_log /dev/null\\naccess_log none\\npinger_enable off\\n' >/tmp/open.conf
                systemd-run --quiet --unit=open-proxy -p User=proxy squid --foreground -N -f /tmp/open.conf
                for _ in $(seq 50); do bash -c ': </dev/tcp/127.0.0.1/3999' 2>/dev/null && exit; sleep 0.2; done; exit 1`,
            );
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
            mustDeliver({ egress, proxy: {}, apps: { service: { ...open, fetcher } } }, [
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
            const script = `curl -sS --noproxy '*' --max-time 4 http://${publicAddress}/ 2>&1; true`;
            assert.doesNotMatch(await world.inside("fetcher", script), /reached/);
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
            await mustDeliver({ egress: again, proxy: {}, apps: { service: { ...open, fetcher } } }, [
                ...["egress", "proxy", "metadata"],
            ]);
            assert.match(
                await world.text(asNobody("curl -sS --max-time 4 http://mirror.example.net:8443/")),
                /reached/,
            );
        });

        it("stay as they are when the firewall is loaded again, and through a power loss", async () => {
            const allowed = asNobody("curl -sS --max-time 4 http://mirror.example.net:8443/");
            await world.text("systemctl reload nftables.service");
            assert.match(await world.text(allowed), /reached/);
            await world.text("systemctl restart nftables.service");
            assert.match(await world.text(allowed), /reached/);
        });

        it("leave the proxy exposed by 2.0 at most", async () => {
            await world.text(
                "systemctl is-active squid.service && systemd-analyze security --threshold=20 squid.service",
            );
        });
    });

    // Of its own: what stands beside other suites runs before them.
    describe("without the part again", () => {
        it("are open, and no rule is left", async () => {
            await mustDeliver({ apps: { service: open } }, []);
            assert.doesNotMatch(await world.text("nft list tables"), /egress/);
            assert.match(await world.inside("direct", direct({ what: "", url: "http://10.66.0.1/" })), /reached/);
        });
    });
});
