import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { HardenedHost } from "../../components/index";
import type { HardenedHostArgs } from "../../components/index";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { answers } from "./provider-answers";
import { recordRegistrations } from "./registrations";

const { ed25519 } = makeTestKeys();
const good: HardenedHostArgs = { cloud: { local: {} }, login: { authorizedKeys: [ed25519] } };

interface Refusal {
    readonly what: string;
    readonly name?: string;
    readonly args: HardenedHostArgs;
    readonly says: readonly string[];
}

const region = "eu-central-1";
const refusals: readonly Refusal[] = [
    {
        what: "several mistakes, all at once",
        args: { cloud: { local: { cpus: 65 } }, host: { ssh: { port: 0 } }, login: { authorizedKeys: [] } },
        says: [
            "host.ssh.port: 0 is not accepted; it must be a whole number from 1 to 65535. Correct it in the program",
            "cloud.local.cpus: 65 is not accepted; it must be a whole number from 1 to 64. Correct it in the program",
            "login.authorizedKeys: [] is not accepted; it must hold at least one public key",
        ],
    },
    {
        what: "no cloud, and two of them",
        args: { ...good, cloud: { local: {}, aws: { region, instanceType: "t4g.small" } } },
        says: ["cloud: names local and aws; it must name exactly one cloud. Keep one of aws, digitalocean"],
    },
    {
        what: "a distribution that the cloud cannot boot",
        args: { ...good, host: { distribution: "ubuntu-24.04" } },
        says: ['host.distribution: "ubuntu-24.04" is not accepted; it must be one that cloud.local boots: debian-1'],
    },
    {
        what: "an account that is both the deployer and a person",
        args: { ...good, host: { accounts: { people: { deploy: { authorizedKeys: [ed25519] } } } } },
        says: ["host.accounts: account deploy: cannot be the login of deliveries and one of accounts.people"],
    },
    {
        what: "a name that is no host name",
        name: "Web 1",
        args: good,
        says: ['name: "Web 1" is not accepted; it must be 1 to 63 lower-case letters, digits and hyphens'],
    },
];

describe("the arguments of a HardenedHost", () => {
    for (const { what, name = "web-1", args, says } of refusals) {
        it(`are refused before anything is asked for: ${what}`, async () => {
            const recording = await recordRegistrations(answers);
            assert.throws(
                () => new HardenedHost(name, args),
                (error) => {
                    assert.ok(pulumi.RunError.isInstance(error));
                    const start = `the arguments of host ${name} are refused, and nothing was changed:\n\n`;
                    assert.ok(error.message.startsWith(start), error.message);
                    for (const line of says) assert.ok(error.message.includes(line), error.message);
                    return true;
                },
            );
            assert.deepEqual(recording.resources, []);
        });
    }

    it("name the words that the types do not know, for programs in JavaScript", async () => {
        await recordRegistrations(answers);
        const args = JSON.parse(JSON.stringify({ ...good, host: { ssh: { prot: 22 } } })) as HardenedHostArgs;
        assert.throws(
            () => new HardenedHost("web-1", args),
            /host\.ssh\.prot: is not a known setting; .* Did you mean port\?/,
        );
    });
});
