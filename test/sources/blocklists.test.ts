import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deployerAddress } from "../containers/network";
import { skipWithoutContainers } from "../containers/container";
import { listHost } from "./world/list-server";
import { sources, SourceWorld } from "./world/source-world";

const { stranger, other, trusted, german, australian } = sources;
const trustedSources = [`${trusted}/32`];
const lists = { drop: { url: `https://${listHost}/drop` } };
const unit = "hardened-host-blocklists";

/** Narrow ranges that are not next to each other, in networks that the tests do not use. */
const manyRanges = (count: number) =>
    Array.from({ length: count }, (_, index) => `${80 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.0/25`);

describe("lists of denied sources", function () {
    this.timeout(300_000);
    let world: SourceWorld;

    before(async function () {
        await skipWithoutContainers(this);
        world = await SourceWorld.create();
        await world.lists.publish("drop", `# sources of harm\n${stranger} ; SBL1\n`);
    });
    after(() => SourceWorld.removeAll());

    /** Fetches all lists again; the unit's own words where it fails. */
    async function refresh(): Promise<string> {
        const units = `${unit}.service ${unit}-fetch.service`;
        const script = `
            systemctl reset-failed '${unit}*' 2>/dev/null
            since=$(date +%s.%N)
            systemctl start ${unit}.service 2>/dev/null
            journalctl --sync; journalctl -q -o cat --since "@$since" -u ${unit}.service -u ${unit}-fetch.service
            systemctl is-failed ${units}`;
        return (await world.host.machine.exec(script)).output;
    }

    it("keep nobody out of a host without them", async () => {
        await world.mustDeliver({ trustedSources }, []);
        assert.deepEqual(await world.lets(stranger, other, german, australian), [true, true, true, true]);
    });

    it("are in force once they are delivered, against those whom they name alone", async () => {
        await world.mustDeliver({ trustedSources, blocklists: { lists } }, ["blocklists"]);
        assert.deepEqual(await world.lets(stranger, other, trusted, deployerAddress), [false, true, true, true]);
    });

    const poisons: readonly [what: string, content: () => string, said: RegExp][] = [
        ["everything", () => `${stranger}\n0.0.0.0/0\n`, /line 2, 0\.0\.0\.0\/0, is wider than \/8/],
        ["everything in IPv6", () => `${stranger}\n::/0\n`, /line 2, ::\/0, is wider than \/16/],
        [
            "everything in narrow ranges",
            () =>
                Array.from({ length: 200 }, (_, index) => `${index + 11}.0.0.0/8`)
                    .join("\n")
                    .replaceAll(/^(100|127|168|169|172|192|198)\..*\n/gm, ""),
            /more than an eighth/,
        ],
        ["the deployer", () => `198.51.100.0/24\n`, /covers a computer that has delivered lately: 198\.51\.100\.1/],
        ["the owner's own network", () => `192.0.2.0/24\n`, /covers trustedSources or allowed: 192\.0\.2\.9/],
        ["private ranges", () => `${stranger}\n10.0.0.0/24\n`, /line 2, 10\.0\.0\.0\/24, is private/],
        ["a web page", () => "<html><body>Sign in to the network</body></html>\n", /line 1 is no address/],
        ["random bytes", () => "\u00ff\u0000\u0001\n", /is no plain text/],
        ["too many lines", () => `${manyRanges(200_001).join("\n")}\n`, /has more than 200000 ranges/],
        ["nothing", () => "# empty\n", /is empty/],
    ];
    for (const [what, content, said] of poisons) {
        it(`refuse a list that names ${what}, and keep the last good one`, async () => {
            await world.lists.publish("drop", content());
            const output = await refresh();
            assert.match(output, said);
            assert.match(output, /what was in force before stays[^]*\bfailed\b/);
            assert.deepEqual(await world.lets(stranger, other, trusted), [false, true, true]);
        });
    }

    for (const [what, path, said] of [
        ["does not end", "endless", /is longer than 33554432 bytes/],
        ["is cut off", "cut-off", /was cut off|IncompleteRead/],
        ["is redirected to plain HTTP", "plain", /no https address/],
        ["is not there", "missing", /404/],
    ] as const) {
        it(`refuse a list that ${what}, and keep the last good one`, async () => {
            await world.lists.publish("drop", `${stranger}\n`);
            await refresh();
            const moved = { drop: { url: `https://${listHost}/${path}` } };
            await world.mustDeliver({ trustedSources, blocklists: { lists: moved } }, ["blocklists"]);
            assert.match(await refresh(), said);
            assert.deepEqual(await world.lets(stranger, other), [false, true]);
            assert.equal(await world.text("ls /var/lib/hardened-host-blocklists-fetch"), "drop");
        });
    }

    it("go from one list to another of 100,000 ranges and let none in meanwhile, also when the firewall is loaded again", async () => {
        await world.mustDeliver({ trustedSources, blocklists: { lists } }, ["blocklists"]);
        await world.lists.publish("drop", `${manyRanges(100_000).join("\n")}\n${stranger}\n`);
        const stop = join(world.host.deployer.folder, "stop");
        const limits = { stop, seconds: 240, pause: 0.01 };
        const probing = Promise.all([
            world.knock([stranger], undefined, { ...limits, patience: 0.2 }),
            world.knock([other], undefined, { ...limits, patience: 5 }),
        ]);
        const started = Date.now();
        const output = await refresh();
        const seconds = (Date.now() - started) / 1000;
        await world.text("systemctl reload nftables.service; systemctl restart nftables.service");
        await writeFile(stop, "");
        const [denied, allowed] = await probing;
        assert.doesNotMatch(output, /failed/);
        const [came, tried] = denied[stranger] ?? assert.fail();
        const [served, refused] = allowed[other] ?? assert.fail();
        const load = await world.text("date +%s%N; nft -f /var/lib/hardened-host-blocklists/list_drop.nft; date +%s%N");
        const [from = 0, to = 0] = load.split("\n").map(Number);
        assert.deepEqual({ came, refused }, { came: 0, refused: 0 });
        assert.ok(tried > 10 && served > 50, `${tried} and ${served} attempts are too few`);
        const inForce = await world.text("/usr/local/lib/hardened-host/blocklists status");
        assert.match(inForce, /^100001 \d+ list_drop$/m);
        process.stdout.write(
            `      100,001 ranges: downloaded, checked and in force after ${seconds.toFixed(1)} s, of which the kernel's transaction ${((to - from) / 1e9).toFixed(2)} s; ${tried} attempts meanwhile, none accepted\n`,
        );
    });

    it("are in force after a boot before the network is, whatever became of the server", async () => {
        await world.host.machine.powerOff();
        await world.host.machine.boot();
        assert.deepEqual(await world.lets(stranger, other), [false, true]);
        const order = await world.text("systemctl show -P Before nftables.service");
        assert.match(order, /network-pre\.target/);
    });

    it("leave the firewall as it is when the copy of a list is damaged", async () => {
        await world.text("echo garbage >/var/lib/hardened-host-blocklists/list_drop.nft");
        await world.host.machine.powerOff();
        await world.host.machine.boot();
        assert.equal(await world.text("systemctl is-active nftables.service"), "active");
        assert.match(await world.text("nft list chain inet hardened_host input"), /policy drop/);
        await refresh();
        assert.deepEqual(await world.lets(stranger, other), [false, true]);
    });

    it("refuse a delivery whose own settings deny the deploying computer, and change nothing", async () => {
        const denied = ["198.51.100.0/28"];
        const { status, output } = await world.deliver({ blocklists: { denied } }, ["blocklists"]);
        assert.notEqual(status, 0);
        assert.match(output, /host\.blocklists\.denied: 198\.51\.100\.0\/28 covers .*198\.51\.100\.1; leave it out/);
        assert.deepEqual(await world.lets(stranger, deployerAddress), [false, true]);
    });

    it("let only chosen countries reach chosen ports, and the owner from everywhere", async () => {
        const countries = [{ ports: [8080], allowed: ["DE"] }];
        const blocklists = { denied: [`${other}/32`], countries };
        await world.mustDeliver({ trustedSources, blocklists }, ["blocklists"]);
        assert.deepEqual(await world.lets(german, australian, stranger, other, trusted, deployerAddress), [
            ...[true, false, false, false, true, true],
        ]);
        const inverse = { countries: [{ ports: [8080, 4222], denied: ["DE"] }] };
        await world.mustDeliver({ trustedSources, blocklists: inverse }, ["blocklists"]);
        assert.deepEqual(await world.lets(german, australian, stranger, other, trusted), [
            ...[false, true, true, true, true],
        ]);
        const ssh = await world.knock([german, australian, trusted, deployerAddress], 4222);
        assert.deepEqual(
            [german, australian, trusted, deployerAddress].map((source) => ssh[source]?.[0]),
            [0, 1, 1, 1],
        );
        assert.equal(
            (await world.host.machine.exec("systemctl is-active tor.service tor@default.service")).stdout,
            "inactive\ninactive\n",
        );
    });

    it("do not shut a deployer out whose country is not among the chosen ones", async () => {
        const countries = [{ ports: [4222, 8080], allowed: ["DE"] }];
        await world.mustDeliver({ blocklists: { countries } }, ["blocklists"]);
        assert.deepEqual(await world.lets(german, australian, deployerAddress), [true, false, true]);
        await world.mustDeliver({ blocklists: { countries, refreshHours: 6 } }, ["blocklists"]);
    });

    it("are gone with the part", async () => {
        await world.mustDeliver({ trustedSources }, []);
        assert.deepEqual(await world.lets(stranger, other, german, australian), [true, true, true, true]);
        assert.doesNotMatch(await world.text("nft list tables"), /blocklists/);
    });
});
