import assert from "node:assert/strict";
import { planHost } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { namespaceObstacle, NetworkPair } from "./network-namespaces";

const obstacle = namespaceObstacle();

const filesWith = (firewall: object) =>
    planHost(
        "chat-1",
        { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAA"] },
        hostSettings.parse({ trustedSources: ["192.0.2.3/32", "2001:db8::3/128"], firewall }),
    ).files;
const openings = [
    { port: 8443, purpose: "neighbours only", sources: ["192.0.2.3/32", "2001:db8:0:1::/64"] },
    { port: 993, purpose: "mail" },
    { port: 5432, purpose: "database" },
    {
        port: 7000,
        purpose: "a setting of its own",
        connectionsPerSource: 7,
        rateLimit: { connections: 9, perSeconds: 1 },
    },
];
const files = filesWith({ openings });
const rules = files["/etc/nftables.conf"]?.content ?? "";
/** The same as far as nobody reaches the limit. */
const unlimited =
    filesWith({
        openings: openings.map(({ port, purpose }) => ({ port, purpose })),
        connectionsPerSource: 65_535,
        mailConnectionsPerSource: 65_535,
    })["/etc/nftables.conf"]?.content ?? "";
const metadataRules = files["/etc/nftables.d/hardened-host-metadata.nft"]?.content ?? "";

const otherTable =
    "table ip nat {\n    chain prerouting {\n        type nat hook prerouting priority dstnat;\n    }\n}\n";

/** A stranger, a trusted source and, for IPv6, a stranger from another /64. */
const families = [
    { name: "IPv4", host: "192.0.2.1", stranger: "192.0.2.2", trusted: "192.0.2.3", other: "192.0.2.4" },
    { name: "IPv6", host: "2001:db8::1", stranger: "2001:db8::2", trusted: "2001:db8::3", other: "2001:db8:0:1::4" },
];

/** Begins connections one after another and prints for each whether it was accepted within 600 ms, as `+` or `-`. */
const connect = (from: string, to: string, port: number, count: number) => `
    const { connect } = require("node:net");
    const attempt = () => new Promise((resolve) => {
        const socket = connect({ host: "${to}", port: ${port}, localAddress: "${from}" });
        const end = (sign) => { socket.destroy(); resolve(sign); };
        socket.once("connect", () => end("+")).once("error", (error) => end(error.code + " "));
        setTimeout(() => end("-"), 600);
    });
    (async () => { for (let i = 0; i < ${count}; i++) process.stdout.write(await attempt()); })();`;

/** Holds a connection open while it uses up the limit, then asks for an echo over the one that it holds. */
const echoPastLimit = (from: string, to: string) => `
    const { connect } = require("node:net");
    const held = connect({ host: "${to}", port: 4222, localAddress: "${from}" }, async () => {
        for (let i = 0; i < 8; i++) {
            connect({ host: "${to}", port: 4222, localAddress: "${from}" }).on("error", () => {});
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        held.once("data", (data) => { process.stdout.write(data.toString()); process.exit(0); });
        held.write("still here");
    });
    setTimeout(() => process.exit(1), 3000);`;

/**
 * Holds as many connections open as it gets of `count`, has another source begin five meanwhile, and begins five more
 * once its own have ended. Prints how many of each were accepted.
 */
const holdMany = (from: string, other: string, to: string, port: number, count: number) => `
    const { connect } = require("node:net");
    const attempt = (localAddress) => new Promise((resolve) => {
        const socket = connect({ host: "${to}", port: ${port}, localAddress });
        const give = setTimeout(() => { socket.destroy(); resolve(undefined); }, 1500);
        socket.once("connect", () => { clearTimeout(give); resolve(socket); }).once("error", () => resolve(undefined));
    });
    const several = async (localAddress, number) => {
        const held = [];
        for (let begun = 0; begun < number; begun += 100) {
            const batch = Array.from({ length: Math.min(100, number - begun) }, () => attempt(localAddress));
            held.push(...(await Promise.all(batch)).filter((socket) => socket !== undefined));
        }
        return held;
    };
    (async () => {
        const held = await several("${from}", ${count});
        const beside = await several("${other}", 5);
        for (const socket of held) socket.resetAndDestroy();
        await new Promise((resolve) => setTimeout(resolve, 500));
        const again = await several("${from}", 5);
        console.log(held.length, beside.length, again.length);
        process.exit();
    })();`;

(obstacle === undefined ? describe : describe.skip)(
    `the firewall in a kernel${obstacle ? ` (skipped: ${obstacle})` : ""}`,
    function () {
        this.timeout(30_000);
        let pair: NetworkPair;

        const load = (content: string) => pair.run(pair.host, "nft", ["-f", "-"], content);
        const attempts = (from: string, to: string, port: number, count: number) =>
            pair.node(pair.peer, connect(from, to, port, count));

        before(async () => {
            pair = NetworkPair.create(
                ["192.0.2.1/24", "2001:db8::1/64", "2001:db8:0:1::1/64"],
                [
                    "192.0.2.2/24",
                    "192.0.2.3/24",
                    "192.0.2.4/24",
                    "2001:db8::2/64",
                    "2001:db8::3/64",
                    "2001:db8:0:1::4/64",
                ],
            );
            load(otherTable);
            for (const port of [4222, 8443, 9999, 993, 5432, 7000]) await pair.serve(pair.host, port);
        });

        // Also forgets how many connections each source has begun.
        beforeEach(() => load(rules));
        after(() => pair.destroy());

        for (const { name, host, stranger, trusted, other } of families) {
            it(`drops the sixth new SSH connection of one source in a row over ${name}`, async () => {
                assert.equal(await attempts(stranger, host, 4222, 6), "+++++-");
            });

            it(`lets other sources in meanwhile over ${name}`, async () => {
                await attempts(stranger, host, 4222, 6);
                assert.equal(await attempts(other, host, 4222, 5), "+++++");
            });

            it(`never limits a trusted source over ${name}`, async () => {
                assert.equal(await attempts(trusted, host, 4222, 15), "+".repeat(15));
            });

            it(`leaves established connections alone past the limit over ${name}`, async () => {
                assert.equal(await pair.node(pair.peer, echoPastLimit(stranger, host)), "still here");
            });

            it(`drops connections to a port that is not opened over ${name}`, async () => {
                assert.equal(await attempts(trusted, host, 9999, 2), "--");
            });
        }

        it("counts one IPv6 /64 as one source", async () => {
            pair.run(pair.peer, "ip", ["address", "add", "2001:db8::beef/64", "dev", "peer0", "nodad"]);
            await attempts("2001:db8::2", "2001:db8::1", 4222, 5);
            assert.equal(await attempts("2001:db8::beef", "2001:db8::1", 4222, 1), "-");
        });

        it("lets a source in again once its tokens are back", async () => {
            assert.equal(await attempts("192.0.2.2", "192.0.2.1", 4222, 6), "+++++-");
            await new Promise((resolve) => setTimeout(resolve, 2500));
            assert.equal(await attempts("192.0.2.2", "192.0.2.1", 4222, 1), "+");
        });

        const counts: readonly [what: string, port: number, most: number][] = [
            ["50 connections of one source to a port of mail", 993, 50],
            ["5000 to a database", 5432, 5000],
            ["as many as an opening says", 7000, 7],
        ];
        for (const [what, port, most] of counts) {
            it(`lets ${what} be open at once, serves others meanwhile, and the same source after`, async () => {
                for (const { stranger, other, host } of most > 1000 ? families.slice(0, 1) : families) {
                    load(unlimited);
                    const attack = holdMany(stranger, other, host, port, most + 2);
                    assert.equal(await pair.node(pair.peer, attack), `${most + 2} 5 5`, "without the limit");
                    load(rules);
                    assert.equal(await pair.node(pair.peer, attack), `${most} 5 5`);
                }
            });
        }

        it("counts no connections of a trusted source", async () => {
            const { trusted, other, host } = families[0] ?? assert.fail();
            assert.equal(await pair.node(pair.peer, holdMany(trusted, other, host, 993, 60)), "60 5 5");
        });

        it("opens a port to its sources alone", async () => {
            assert.equal(await attempts("192.0.2.3", "192.0.2.1", 8443, 1), "+");
            assert.equal(await attempts("192.0.2.2", "192.0.2.1", 8443, 1), "-");
            assert.equal(await attempts("2001:db8:0:1::4", "2001:db8:0:1::1", 8443, 1), "+");
            assert.equal(await attempts("2001:db8::2", "2001:db8::1", 8443, 1), "-");
        });

        it("leaves the tables of others alone when it is loaded again", () => {
            load(rules);
            load(rules);
            assert.match(pair.run(pair.host, "nft", ["list", "tables"]), /table ip nat\ntable inet hardened_host/);
        });

        it("replaces its own rules when it is loaded again, and adds none", () => {
            const ruleset = () => pair.run(pair.host, "nft", ["-s", "list", "table", "inet", "hardened_host"]);
            const first = ruleset();
            load(rules);
            assert.equal(ruleset(), first);
        });

        it("lets root alone reach the metadata service", async () => {
            load(metadataRules);
            pair.run(pair.host, "ip", ["route", "replace", "169.254.169.254/32", "dev", "host0"]);
            pair.run(pair.peer, "ip", ["address", "replace", "169.254.169.254/32", "dev", "peer0"]);
            await pair.serve(pair.peer, 80);
            const ask = connect("192.0.2.1", "169.254.169.254", 80, 1);
            assert.equal(await pair.node(pair.host, ask), "+");
            const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
            assert.equal(await pair.node(pair.host, ask, nobody), "ECONNREFUSED");
        });
    },
);
