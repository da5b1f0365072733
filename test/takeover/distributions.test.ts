import assert from "node:assert/strict";
import { hostChecks } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { skipWithoutContainers } from "../containers/container";
import type { Release } from "../containers/base-system";
import { checksScript, readOutcomes } from "../vm/world/checks";
import { stock } from "../faults/world/birth";
import { FoundServer } from "../faults/world/found-server";
import { packagesOfWholePlan, wholePlan } from "../faults/world/whole-plan";
import { World } from "../faults/world/world";

const releases: readonly Release[] = ["debian-12", "ubuntu-24.04", "debian-13"];

/** Properties that a container does not show, because they are the kernel's, which it shares. */
const ofTheKernel: Readonly<Record<string, readonly string[]>> = {
    kernel: [
        "every kernel parameter has the planned value",
        "every network parameter has the planned value on every interface",
        "modprobe refuses every blocked kernel module",
        "a program that crashes leaves no core dump",
        "AppArmor is in force with at least one enforced profile",
    ],
    logging: [
        "the audit daemon records",
        "the kernel has every audit rule of the plan loaded",
        "a change of the sudo rules is recorded with its key",
        "programs that ran are accounted for",
    ],
    minimal: ["the clock is kept by a service that starts at boot"],
};

for (const release of releases) {
    describe(`a stock server with ${release}, and everything that is on by default`, function () {
        this.timeout(10 * 60 * 1000);
        let world: World;
        let found: FoundServer;

        before(async function () {
            await skipWithoutContainers(this);
            world = await World.create(...packagesOfWholePlan(release));
            found = await FoundServer.make(world);
        });
        after(async () => {
            await found.server.remove();
            await world.remove();
        });

        const deliver = async (settings: object = {}) => {
            const inputs = wholePlan(found.server, release, settings);
            const { status, output } = await found.server.deployer.deliver(inputs);
            assert.equal(status, 0, `${output}\n${await found.server.journal()}`);
        };

        async function failedChecks(settings: object = {}): Promise<string[]> {
            const chosen = hostSettings.parse({ distribution: release, ...settings });
            const checks = hostChecks("container", { user: "deploy", authorizedKeys: [] }, chosen).filter(
                ({ by, check }) => ofTheKernel[by]?.includes(check.title) !== true,
            );
            const outcomes = readOutcomes((await found.server.machine.exec(checksScript(checks))).stdout);
            assert.equal(outcomes.length, checks.length);
            return checks.flatMap(({ by, check }, index) => {
                const outcome = outcomes[index];
                return outcome?.passed === true ? [] : [`${by}: ${check.title}: ${outcome?.output ?? "did not run"}`];
            });
        }

        it("is as it was when the deploying computer dies in the middle of the takeover", async () => {
            const { output } = await found.server.deployer.deliver(wholePlan(found.server, release), (step, kill) => {
                if (step === "confirm") void kill();
            });
            assert.ok(await found.server.settle(150), output);
            assert.equal(await found.server.answersOn(4222), false);
            assert.equal(await found.server.lets(stock.access), true);
        });

        it("is taken over, and passes every check that a container can", async () => {
            await deliver();
            assert.deepEqual(await failedChecks(), []);
        });

        it("is mended after drift, with SSH on another port, and passes them again", async () => {
            await found.server.machine.text(`echo drift >>/etc/pam.d/su; echo '# drift' >>/etc/issue
                systemctl disable --quiet --now nftables.service; chmod 0755 /etc/cron.d`);
            await deliver({ ssh: { port: 5222 } });
            assert.deepEqual(await failedChecks({ ssh: { port: 5222 } }), []);
        });

        it("is given back as it was found", async () => {
            await found.mustGiveBack();
            assert.equal(await found.traces(), "");
            assert.equal(await found.server.lets(stock.access), true);
        });
    });
}
