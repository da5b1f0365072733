import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { Container } from "../containers/container";
import type { FaultyHost } from "../faults/world/faulty-host";
import { domain, EdgeWorld } from "./world/edge-world";
import { makeTester } from "./world/tester";

const app = `app.${domain}`;
const unknown = "unknown.example.net";

/** Address of the visiting computer that is not one of the trusted sources. */
const stranger = "198.51.100.150";

describe("HTTP/3 at the web edge", function () {
    this.timeout(4 * 60 * 1000);
    let world: EdgeWorld;
    let host: FaultyHost;
    let tester: Container;

    before(async function () {
        await skipWithoutContainers(this);
        world = await EdgeWorld.create();
        host = await world.makeHost();
        await world.deliver(host, { limits: { requestsPerSecond: 5, requestBurst: 10 } });
        tester = await makeTester(world, [domain, app, unknown], host.machine.address);
        await tester.text(`ip addr add ${stranger}/24 dev "$(ip -o route get ${host.machine.address} | sed 's/.* dev \\([^ ]*\\) .*/\\1/')"
            head -c 500000 /dev/urandom >/root/half; cat /root/half /root/half /root/half >/root/larger`);
    });
    after(async () => {
        await Promise.all([host.remove(), tester.remove()]);
        await world.remove();
    });

    const curl = (options: string) =>
        `curl -sS --http3-only -o /dev/null -w '%{http_version} %{http_code}\\n' ${options}`;

    it("is offered to whoever came by another version", async () => {
        const headers = await tester.text(`curl -sS --http2 -D - -o /dev/null https://${app}/`);
        assert.match(headers, /^alt-svc: h3=":443"; ma=\d+/im);
    });

    it("passes a body on to the program, and refuses one that is too large", async () => {
        const seen = await tester.text(`curl -sS --http3-only --data-binary @/root/half https://${app}/`);
        assert.match(seen, /"method": "POST".*"body": 500000/);
        // nginx ends the connection with its answer: a client that is still sending sees now the one, now the other first.
        const tooLarge = curl(`--data-binary @/root/larger https://${app}/`);
        const answers = await tester.text(`for _ in $(seq 20); do ${tooLarge} 2>&1 || :; done`);
        assert.match(answers, /^3 413$/m);
        assert.doesNotMatch(answers, /^\d+ 2\d\d$/m);
    });

    it("refuses the handshake for a name that is no site, without a certificate", async () => {
        const { status, output } = await tester.exec(`curl -sS -v --http3-only https://${unknown}/ 2>&1`);
        assert.notEqual(status, 0);
        assert.doesNotMatch(output, /subject:|HTTP\/3 /);
    });

    it("counts a stranger's requests with all others, and lets more through a while later", async () => {
        const many = curl(`--interface ${stranger} --parallel --parallel-max 40 'https://${app}/?n=[1-40]'`);
        const statuses = (
            await tester.text(`${many.replace("-o /dev/null", "-o '/tmp/answer#1'")} | sort | uniq -c`)
        ).trim();
        const passed = Number(/(\d+) 3 200/.exec(statuses)?.[1]);
        assert.ok(passed >= 10 && passed <= 20, statuses);
        assert.match(statuses, /3 429/);
        await tester.text("sleep 3");
        assert.equal(await tester.text(curl(`--interface ${stranger} https://${app}/`)), "3 200");
    });

    it("survives a flood of packets that are none, and serves on with the same processes", async () => {
        const before = await host.machine.text("pgrep -f 'nginx: (master|worker)'");
        await tester.text(
            `timeout 5 bash -c 'for _ in $(seq 300); do head -c 1200 /dev/urandom >/dev/udp/${host.machine.address}/443; done' || true`,
        );
        assert.equal(await tester.text(curl(`https://${domain}/`)), "3 200");
        assert.equal(await host.machine.text("pgrep -f 'nginx: (master|worker)'"), before);
    });
});
