import assert from "node:assert/strict";
import { domain } from "./world/edge-world";
import { visitedEdge } from "./world/visited-edge";

const app = `app.${domain}`;
const unknown = "unknown.example.net";

/** Address of the visiting computer that is not one of the trusted sources. */
const stranger = "198.51.100.150";

describe("HTTP/3 at the web edge", function () {
    this.timeout(4 * 60 * 1000);
    const visited = visitedEdge([domain, app, unknown], { limits: { requestsPerSecond: 5, requestBurst: 10 } });
    before(async () => {
        await visited.tester
            .text(`ip addr add ${stranger}/24 dev "$(ip -o route get ${visited.host.machine.address} | sed 's/.* dev \\([^ ]*\\) .*/\\1/')"
            head -c 500000 /dev/urandom >/root/half; cat /root/half /root/half /root/half >/root/larger`);
    });

    const curl = (options: string) =>
        `curl -sS --http3-only -o /dev/null -w '%{http_version} %{http_code}\\n' ${options}`;

    it("is offered to whoever came by another version", async () => {
        const headers = await visited.tester.text(`curl -sS --http2 -D - -o /dev/null https://${app}/`);
        assert.match(headers, /^alt-svc: h3=":443"; ma=\d+/im);
    });

    it("passes a body on to the program, and refuses one that is too large", async () => {
        const seen = await visited.tester.text(`curl -sS --http3-only --data-binary @/root/half https://${app}/`);
        assert.match(seen, /"method": "POST".*"body": 500000/);
        // nginx ends the connection with its answer: a client that is still sending sees now the one, now the other first.
        const tooLarge = curl(`--data-binary @/root/larger https://${app}/`);
        const answers = await visited.tester.text(`for _ in $(seq 20); do ${tooLarge} 2>&1 || :; done`);
        assert.match(answers, /^3 413$/m);
        assert.doesNotMatch(answers, /^\d+ 2\d\d$/m);
    });

    it("refuses the handshake for a name that is no site, without a certificate", async () => {
        const { status, output } = await visited.tester.exec(`curl -sS -v --http3-only https://${unknown}/ 2>&1`);
        assert.notEqual(status, 0);
        assert.doesNotMatch(output, /subject:|HTTP\/3 /);
    });

    it("counts a stranger's requests with all others, and lets more through a while later", async () => {
        const many = curl(`--interface ${stranger} --parallel --parallel-max 40 'https://${app}/?n=[1-40]'`);
        const statuses = (
            await visited.tester.text(`${many.replace("-o /dev/null", "-o '/tmp/answer#1'")} | sort | uniq -c`)
        ).trim();
        const passed = Number(/(\d+) 3 200/.exec(statuses)?.[1]);
        assert.ok(passed >= 10 && passed <= 20, statuses);
        assert.match(statuses, /3 429/);
        await visited.tester.text("sleep 3");
        assert.equal(await visited.tester.text(curl(`--interface ${stranger} https://${app}/`)), "3 200");
    });

    it("survives a flood of packets that are none, and serves on with the same processes", async () => {
        const before = await visited.host.machine.text("pgrep -f 'nginx: (master|worker)'");
        await visited.tester.text(
            `timeout 5 bash -c 'for _ in $(seq 300); do head -c 1200 /dev/urandom >/dev/udp/${visited.host.machine.address}/443; done' || true`,
        );
        assert.equal(await visited.tester.text(curl(`https://${domain}/`)), "3 200");
        assert.equal(await visited.host.machine.text("pgrep -f 'nginx: (master|worker)'"), before);
    });
});
