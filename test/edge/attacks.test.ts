import assert from "node:assert/strict";
import type { FaultyHost } from "../faults/world/faulty-host";
import { skipWithoutContainers } from "../containers/container";
import { attacks } from "./attacks/index";
import { app, type Attack } from "./attacks/attack";
import { testedTimeouts } from "./attacks/slowness";
import { sendFrom } from "./world/attacker";
import { EdgeWorld } from "./world/edge-world";
import type { RawAnswer } from "./world/raw-client";
import { useStockProxy } from "./world/stock-proxy";

describe("attacks on the web edge", function () {
    this.timeout(3 * 60 * 1000);
    let world: EdgeWorld;
    let host: FaultyHost;
    let stock: FaultyHost;
    let answers: ReadonlyMap<Attack, RawAnswer>;
    let stockAnswers: ReadonlyMap<Attack, RawAnswer>;

    before(async function () {
        await skipWithoutContainers(this);
        world = await EdgeWorld.create();
        [host, stock] = await Promise.all([world.makeHost(), world.makeHost()]);
        await Promise.all([world.deliver(host, { limits: testedTimeouts }), useStockProxy(stock)]);
        [answers, stockAnswers] = await Promise.all([attack(host), attack(stock)]);
    });
    after(async () => {
        await Promise.all([host.remove(), stock.remove()]);
        await world.remove();
    });

    async function attack({ machine }: FaultyHost): Promise<ReadonlyMap<Attack, RawAnswer>> {
        const requests = attacks.map(({ site = app, port = 443, pieces, patienceMs }) => ({
            ...{ address: machine.address, port, serverName: site, pieces },
            ...(patienceMs === undefined ? {} : { patienceMs }),
        }));
        const received = await sendFrom(world.world.network, requests);
        return new Map(attacks.map((one, index) => [one, received[index] ?? assert.fail("an answer is missing")]));
    }

    it("are of at least 60 kinds, no two alike", () => {
        assert.ok(new Set(attacks.map(({ what }) => what)).size === attacks.length && attacks.length >= 60);
    });

    for (const one of attacks) {
        it(`get the right answer: ${one.what}`, () => {
            assert.deepEqual(shortcomings(one, answers.get(one)), []);
        });
    }

    for (const one of attacks.filter(({ stockFails }) => stockFails === true)) {
        it(`work on a stock proxy: ${one.what}`, () => {
            assert.notDeepEqual(shortcomings(one, stockAnswers.get(one)), []);
        });
    }

    it("let no request through that was hidden in another", async () => {
        const seen = await host.machine.text("curl -s http://127.0.0.1:4000/seen");
        assert.match(seen, /GET \/careless/);
        assert.doesNotMatch(seen, /smuggled/);
    });

    it("leave the processes of the edge as they were, and the sites served", async () => {
        const journal = await host.machine.text(
            "journalctl -q -u nginx.service -o cat; cat /var/log/hardened-host-edge/error.log",
        );
        assert.doesNotMatch(journal, /exited on signal|alert|emerg|core dumped/);
        assert.equal(await host.machine.text("systemctl show -P NRestarts nginx.service"), "0");
        const page = await host.machine.text(
            "curl -s --insecure --resolve example.org:443:127.0.0.1 https://example.org/",
        );
        assert.match(page, /<h1>Welcome to example\.org<\/h1>/);
    });

    it("are in the log without what must not be kept", async () => {
        const address = host.machine.address;
        const secret = "s3cret-of-the-visitor";
        const lines = ["Cookie: k=v", "Authorization: Bearer v", "Referer: https://x.example/?v"].map((line) =>
            line.replace("v", secret),
        );
        const hosts = [app, "gone.example.org"];
        const request = (name: string) =>
            `GET /found?token=${secret} HTTP/1.1\r\nHost: ${name}\r\n${lines.join("\r\n")}\r\n\r\n`;
        const requests = hosts.map((name) => ({
            address,
            port: 443,
            serverName: name,
            pieces: [{ bytes: request(name) }],
        }));
        const [found, gone] = await sendFrom(world.world.network, requests);
        assert.deepEqual([found?.statuses, gone?.statuses], [[200], [502]]);
        const log = await host.machine.text(
            "cat /var/log/hardened-host-edge/* ; journalctl -q -u nginx.service -o cat",
        );
        const logged = log.split("\n").filter((line) => line.includes('"path":"/found"'));
        assert.deepEqual(logged.map((line) => /"status":"(\d+)"/.exec(line)?.[1]).sort(), ["200", "502"]);
        assert.ok(!log.includes(secret), "the log holds a secret");
    });
});

/** What is wrong with an answer. */
function shortcomings({ answers, has, lacks, withinSeconds }: Attack, answer: RawAnswer | undefined): string[] {
    assert.ok(answer, "was not tried");
    const summary = answer.statuses.length === 0 ? "none" : answer.statuses.join(", ");
    return [
        ...(answers.includes(summary)
            ? []
            : [`answered with ${summary} (${answer.ended}): ${answer.text.slice(0, 300)}`]),
        ...(has === undefined || has.test(answer.text) ? [] : [`lacks ${has.source}: ${answer.text.slice(0, 900)}`]),
        ...(lacks?.test(answer.text) === true ? [`has ${lacks.source}: ${answer.text.slice(0, 900)}`] : []),
        ...(withinSeconds !== undefined && (answer.ended === "still open" || answer.seconds > withinSeconds)
            ? [`took ${answer.seconds} s, ${answer.ended}`]
            : []),
    ];
}
