import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { sendFrom } from "./world/attacker";
import { domain, strangers } from "./world/edge-world";
import type { RawRequest } from "./world/raw-client";
import { visitedEdge } from "./world/visited-edge";

/** What differs from the defaults: small enough to be reached by one computer. The login limits are the defaults. */
const limits = { requestsPerSecond: 20, requestBurst: 30, connectionsPerAddress: 20 };
const app = `app.${domain}`;

describe("limits of the web edge", function () {
    this.timeout(3 * 60 * 1000);
    const visited = visitedEdge([domain, app], { limits });

    /** Many requests at once on one connection. */
    function burst(from: string | undefined, path: string, count: number, serverName = app): RawRequest {
        const bytes = `GET ${path} HTTP/1.1\r\nHost: ${serverName}\r\n\r\n`.repeat(count);
        const request = { address: visited.host.machine.address, port: 443, serverName, pieces: [{ bytes }] };
        return from === undefined ? request : { ...request, from };
    }

    /** How many of them were answered well; every other one must have met the limit. */
    async function passed(...requests: readonly RawRequest[]): Promise<number[]> {
        const answers = await sendFrom(visited.world.world.network, requests);
        return answers.map(({ statuses }) => {
            assert.deepEqual(
                statuses.filter((status) => status !== 200 && status !== 429),
                [],
            );
            return statuses.filter((status) => status === 200).length;
        });
    }

    const between = (low: number, high: number, value: number | undefined) =>
        assert.ok(value !== undefined && value >= low && value <= high, `${value} is not ${low} to ${high}`);

    it("let 1 and 5 login requests through at once, as Cloudron's do, and more a second later", async () => {
        const [attacker, other] = strangers;
        const [first, page, second] = await passed(
            burst(attacker, "/login", 30),
            burst(attacker, "/elsewhere", 10),
            burst(other, "/login/as?x=1", 3),
        );
        between(6, 8, first);
        assert.deepEqual([page, second], [10, 3], "other places, and other visitors, are not concerned");
        await sleep(1000);
        between(6, 8, (await passed(burst(attacker, "/login", 30)))[0]);
    });

    for (const [index, path] of ["//login", "/./login", "/%6cogin", "/x/../login", "/login/?user=x"].entries()) {
        it(`hold for login requests that are written ${path}`, async () => {
            between(6, 8, (await passed(burst(strangers[2 + index], path, 30)))[0]);
        });
    }

    it("let as many requests through at once as the settings say, and go on at the rate that they say", async () => {
        const { pieces, ...request } = burst(strangers[8], "/", 80);
        const again = pieces.map(({ bytes }) => ({ bytes, afterMs: 1000 }));
        const [total] = await passed({ ...request, pieces: [...pieces, ...again] });
        const { requestBurst, requestsPerSecond } = limits;
        between(1 + requestBurst + requestsPerSecond, 1 + requestBurst + requestsPerSecond * 1.5, total);
    });

    it("let as many connections through at once as the settings say, and others when those have ended", async () => {
        const open = () => Array.from({ length: 28 }, () => burst(strangers[9], "/slow?seconds=2", 1));
        const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
        assert.equal(total(await passed(...open())), limits.connectionsPerAddress);
        await sleep(2500);
        assert.equal(total(await passed(...open())), limits.connectionsPerAddress);
    });

    it("do not concern trusted sources", async () => {
        assert.deepEqual(await passed(burst(undefined, "/login", 300), burst(undefined, "/", 300)), [300, 300]);
    });

    it("take all addresses of one IPv6 network for one visitor", async () => {
        const addresses = ["2001:db8:1::a", "2001:db8:1::b:c", "2001:db8:2::a"];
        const results = await visited.host.machine.text(
            addresses
                .map((address) => `ip -6 addr add ${address}/128 dev lo nodad`)
                .concat(
                    addresses.map(
                        (address) =>
                            `curl -sk --interface ${address} --resolve '${app}:443:[::1]' -o /dev/null -w '${address} %{http_code}\\n' 'https://${app}/login?[1-12]'`,
                    ),
                )
                .join("\n"),
        );
        const [first, neighbour, stranger] = addresses.map(
            (address) => results.split("\n").filter((line) => line === `${address} 200`).length,
        );
        between(6, 9, first);
        between(0, 4, neighbour);
        between(6, 9, stranger);
    });

    it("lose none of 10,000 requests at a concurrency of 100, over HTTP/1.1, HTTP/2 and to a program", async () => {
        for (const options of [`--h1 https://${domain}/`, `https://${domain}/`, `--h1 https://${app}/`]) {
            const output = await visited.tester.text(`h2load -n 10000 -c 100 -t 1 ${options}`);
            assert.match(output, /10000 done, 10000 succeeded, 0 failed, 0 errored, 0 timeout/);
        }
    });

    it("answer each of 10,000 requests beyond the limits with 429, and lose none", async () => {
        const stranger = "198.51.100.91";
        await visited.tester.text(
            `ip addr add ${stranger}/24 dev host0; ip route change 198.51.100.0/24 dev host0 src ${stranger}`,
        );
        const started = Date.now();
        const output = await visited.tester.text(`h2load -n 10000 -c 100 -t 1 --h1 https://${domain}/`);
        const seconds = (Date.now() - started) / 1000;
        const [, good, refused] = /status codes: (\d+) 2xx, 0 3xx, (\d+) 4xx, 0 5xx/.exec(output) ?? [];
        assert.equal(Number(good) + Number(refused), 10_000, output);
        between(1, 31 + limits.requestsPerSecond * seconds, Number(good));
    });

    it("leave nothing worse behind than entries in the access log", async () => {
        const log = await visited.host.machine.text(
            "cat /var/log/hardened-host-edge/error.log; journalctl -q -u nginx.service -o cat",
        );
        assert.doesNotMatch(log, /alert|emerg|exited on signal/);
        const limited = await visited.host.machine.text(
            'grep -c \'"limit_req_status":"REJECTED"\' /var/log/hardened-host-edge/access.log',
        );
        assert.ok(Number(limited) > 100);
    });
});
