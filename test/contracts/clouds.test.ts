import assert from "node:assert/strict";
import { z } from "zod";
import { cloudIds } from "../../components/clouds/index";
import { aws } from "./clouds/aws";
import { digitalocean } from "./clouds/digitalocean";
import { existing } from "./clouds/existing";
import { gatherEvidence } from "./clouds/evidence";
import type { CloudRow, Evidence } from "./clouds/evidence";
import { flawed } from "./clouds/flaws";
import { hetzner } from "./clouds/hetzner";
import { lifeRules } from "./clouds/life-rules";
import { local } from "./clouds/local";
import { networkRules } from "./clouds/network-rules";
import { secrecyRules } from "./clouds/secrecy-rules";

const rows: readonly CloudRow[] = [aws, digitalocean, existing, hetzner, local];

const rules = { ...networkRules, ...secrecyRules, ...lifeRules };

/** What each rule asks of a cloud, as the end of a sentence. */
const titles: Readonly<Record<string, string>> = {
    "exact-ports": "lets in the ports of the plan's openings, and no others",
    "exact-sources": "lets in the plan's sources, over IPv4 and over IPv6, and no others",
    "ways-out": "lets the host out, over IPv4 and over IPv6",
    "own-firewall": "has a firewall of its own, made before the machine and bound to it from its creation",
    "delivers-last": "is delivered to when the openings are there",
    "open-before-shut": "keeps the old openings until the delivery that moves SSH is done",
    "stable-address": "has an address that outlives the machine and is protected",
    "no-passwords": "boots without a password that anybody could log in with",
    "bootstrap-secrets": "boots with no secret but the one-time host key",
    "bootstrap-size": "boots with a text that the cloud takes",
    "no-plain-secrets": "shows no secret in any input",
    "metadata-service": "answers questions about itself only with a token, and one hop away",
    "metadata-on-host": "keeps the metadata service from accounts that have no business there",
    "encrypted-disks": "encrypts every disk",
    tags: "tags everything that takes tags",
    family: "puts every resource below its host, under a name that begins with the host's",
    outputs: "registers every output, with a value",
    replacement: "replaces the machine only when told to",
    "protected-data": "protects the data volume",
    "gone-with-machine": "deletes what is about the machine along with it",
};

describe("the contract of clouds", () => {
    it("has a row for each cloud of the registry", () => {
        assert.deepEqual(rows.map(({ id }) => id).sort(), [...cloudIds].sort());
    });

    it("has a title for each rule", () => assert.deepEqual(Object.keys(titles).sort(), Object.keys(rules).sort()));

    it("exempts clouds from rules that it has", () => {
        const exempted = rows.flatMap(({ exempt }) => Object.keys(exempt));
        assert.deepEqual(
            exempted.filter((rule) => !Object.hasOwn(rules, rule)),
            [],
        );
    });
});

/** A rule that says no; any other error is a fault of the suite. */
const refusal = (error: unknown) => error instanceof assert.AssertionError || error instanceof z.ZodError;

for (const row of rows) {
    describe(`a host on ${row.id}`, () => {
        let evidence: Evidence;
        before(async () => {
            evidence = await gatherEvidence(row);
        });

        for (const [id, check] of Object.entries(rules)) {
            if (row.exempt[id] !== undefined) continue;
            it(titles[id] ?? id, () => check(evidence));

            it(`is refused when it does not: ${id}`, () => {
                const broken = flawed(evidence, id);
                assert.throws(() => check(broken), refusal);
            });
        }
    });
}
