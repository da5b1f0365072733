import assert from "node:assert/strict";
import { z } from "zod";
import type { FaultyHost } from "../faults/world/faulty-host";
import { domain } from "./world/edge-world";
import { useStockProxy } from "./world/stock-proxy";
import { visitedEdge } from "./world/visited-edge";

const app = `app.${domain}`;

/** Everything that the grade is made of; the simulated clients are left out, since they change nothing about it. */
const checks = "--protocols --std --fs --server-preference --server-defaults --headers --vulnerable";

const findings = z.array(z.object({ id: z.string(), severity: z.string(), finding: z.string() }));
type Findings = z.output<typeof findings>;

/** Says WARN of itself, too: about what the OpenSSL that it runs with cannot do. */
const severe = ["MEDIUM", "HIGH", "CRITICAL", "FATAL"];

describe("testssl.sh", function () {
    this.timeout(12 * 60 * 1000);
    const visited = visitedEdge([domain, app]);

    async function examine({ machine }: FaultyHost, name: string, options: string): Promise<Findings> {
        const known = "--add-ca /usr/local/share/ca-certificates/test.crt";
        const quiet = "--quiet --color 0 --warnings batch --nodns none";
        await visited.tester.exec(
            `cd /root && rm -f report.json && testssl ${quiet} ${known} --ip ${machine.address} ${options} --jsonfile report.json https://${name} >report.txt 2>&1`,
        );
        return findings.parse(JSON.parse(await visited.tester.text("cat /root/report.json")));
    }

    it("is 3.2 or later", async () => {
        const version = await visited.tester.text("dpkg-query -W -f '${Version}' testssl.sh");
        assert.ok(Number.parseFloat(version) >= 3.2, version);
    });

    it("gives the grade A+, and finds nothing of severity MEDIUM or worse", async () => {
        const found = await examine(visited.host, domain, checks);
        assert.deepEqual(
            found.filter(({ severity }) => severe.includes(severity)),
            [],
        );
        assert.equal(found.find(({ id }) => id === "overall_grade")?.finding, "A+");
        assert.ok(found.length > 100);
    });

    it("finds fault with a stock proxy", async () => {
        const stock = await visited.world.makeHost();
        try {
            await useStockProxy(stock);
            const found = await examine(stock, app, "--headers");
            assert.match(found.find(({ id }) => id === "HSTS")?.severity ?? "", /LOW|MEDIUM|HIGH/);
        } finally {
            await stock.remove();
        }
    });
});
