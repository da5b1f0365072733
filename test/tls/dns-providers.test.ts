import assert from "node:assert/strict";
import { makeDue, Owner } from "./owner";
import { type Provider, ProviderApis, providers } from "./provider-apis";
import { makeCertifiedWorld, tlsWorldOfSuite } from "./tls-world";

const unit = "hardened-host-tls-renew";

/** Of another host with the same domain, or of whoever else proves that it is theirs. */
const foreign = "of-another-host";

/** Route 53 knows whole sets only, and a key for the one record cannot see what is in it. */
const replacesTheSet: readonly string[] = ["route53"];

describe("the record of a challenge at a DNS provider", function () {
    this.timeout(4 * 60 * 1000);
    const world = tlsWorldOfSuite(makeCertifiedWorld);
    let apis: ProviderApis;
    before(async () => {
        apis = await ProviderApis.start(world.surroundings);
        await world.host.text(apis.introduction);
    });

    async function deliver(provider: Provider, credential: string): Promise<void> {
        const dns = { provider, ...providers[provider].dns };
        await world.host.deliver(world.host.tlsSettings({ dns }), { "tls-dns": credential });
        await world.host.settle();
    }

    /** The program of the challenge as dehydrated calls it. */
    function answerChallenge(provider: Provider, action: string, value: string): Promise<string> {
        return world.host
            .text(`mkdir -p -m 0700 /root/credentials; printf %s '${apis.credentials[provider]}' >/root/credentials/dns
            CREDENTIALS_DIRECTORY=/root/credentials /usr/local/lib/hardened-host/answer-challenge ${action} example.org token ${value} 2>&1`);
    }

    for (const [name, { refusal }] of Object.entries(providers)) {
        const provider = name as Provider;
        describe(`(${provider})`, () => {
            const left = replacesTheSet.includes(provider) ? [] : [foreign];

            it("is refused for a credential that it does not know: told in its own words, and nothing written", async () => {
                const owner = await Owner.of(world);
                const wrong = "of-no-use-to-anybody";
                await deliver(provider, wrong);
                await apis.asked();
                await world.host.text(makeDue);
                assert.equal(await world.host.renew(), false);
                await owner.isTold(unit, /record of the challenge could not be written/);
                const journal = await world.host.text(`journalctl -q -o cat -u ${unit}`);
                assert.match(journal, refusal);
                assert.ok(!journal.includes(wrong));
                assert.deepEqual(
                    (await apis.asked()).filter((line) => !/^40[13] /.test(line)),
                    [],
                );
                await deliver(provider, apis.credentials[provider]);
                await owner.isToldOfRecovery(unit);
            });

            it("is written for each name, and taken away; a provider that has too much to do is asked again", async () => {
                const before = await world.host.shown();
                await apis.asked();
                await apis.turnAwayOne();
                await world.host.text(makeDue);
                assert.ok(await world.host.renew(), await world.host.journal());
                assert.notEqual(await world.host.shown(), before);
                const asked = await apis.asked();
                assert.match(asked[0] ?? "", /^429 /);
                assert.ok(
                    asked.slice(1).every((line) => /^20[014] /.test(line)),
                    asked.join("\n"),
                );
                assert.deepEqual(await apis.kept(), { challenge: left, othersAreWhole: true });
            });

            it("is written once more where a run that was cut off has left it", async () => {
                const value = "A-value_of-the-issuer";
                await answerChallenge(provider, "deploy_challenge", value);
                await answerChallenge(provider, "deploy_challenge", value);
                assert.deepEqual(await apis.kept(), { challenge: [...left, value], othersAreWhole: true });
                await answerChallenge(provider, "clean_challenge", value);
                assert.deepEqual(await apis.kept(), { challenge: left, othersAreWhole: true });
            });
        });
    }
});
