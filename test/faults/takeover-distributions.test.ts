import assert from "node:assert/strict";
import { hostChecks } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import type { BaseSystem } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import type { Release } from "../containers/releases";
import { checksScript, readOutcomes } from "../vm/world/checks";
import { stock } from "./world/birth";
import { FoundServer } from "./world/found-server";
import { wholePlan } from "./world/whole-plan";
import { World } from "./world/world";

const releases: readonly Release[] = ["debian-12", "ubuntu-24.04", "debian-13"];

/** Packages of the plan that a small system does not have, and one that the plan removes. */
const brought = ["libpam-pwquality", "logrotate", "nftables"];
const unwanted = "tnftp";
const packages = [
    ...["acct", "aide", "apparmor", "auditd", "libpam-pwquality", "logrotate", "needrestart", "nftables"],
    ...["openssh-server", "sudo", "systemd-timesyncd", "unattended-upgrades", unwanted],
];

for (const release of releases.filter((r) => !process.env["ONLY"] || r === process.env["ONLY"])) {
    describe(`a stock server with ${release}`, function () {
        this.timeout(10 * 60 * 1000);
        let world: World;
        let found: FoundServer;

        before(async function () {
            await skipWithoutContainers(this);
            const system: BaseSystem = { release, with: [unwanted], without: brought };
            world = await World.create(system, packages);
            found = await FoundServer.make(world);
        });
        after(async () => {
            await found.server.remove();
            await world.remove();
        });

        const deliver = async (settings: object = {}) => {
            const inputs = wholePlan(found.server, release, settings);
            const { status, output } = await found.server.deployer.deliver(inputs);
            console.log(output);
            if (status !== 0 && process.env["DBG"]) { console.log(found.server.machine.name, (found.server.machine as any).leader); await new Promise((r) => setTimeout(r, 500_000)); }
            assert.equal(status, 0, `${output}\n${await found.server.journal()}`);
            return output;
        };

        it("takes the whole plan", async () => {
            await deliver();
        });

        it("checks", async () => {
            const settings = hostSettings.parse({ distribution: release });
            const checks = hostChecks("container", { user: "deploy", authorizedKeys: [] }, settings);
            const { stdout } = await found.server.machine.exec(checksScript(checks));
            const outcomes = readOutcomes(stdout);
            checks.forEach(({ by, check }, index) => {
                if (!outcomes[index]?.passed) console.log(`${by}: ${check.title}: ${outcomes[index]?.output}`);
            });
        });

        it("again", async () => {
            await deliver();
            await deliver({ ssh: { port: 5222 } });
        });

        it("is given back as it was found", async () => {
            const output = await found.mustGiveBack();
            console.log(output);
            assert.equal(await found.traces(), "");
            assert.equal(await found.server.lets(stock.access), true);
        });
    });
}
