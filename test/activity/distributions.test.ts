import assert from "node:assert/strict";
import { hostChecks } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import type { Release } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { inCloud } from "../faults/world/birth";
import { checksScript, readOutcomes } from "../vm/world/checks";
import { ActivityWorld, sealNow } from "./world/activity-world";

/** Releases with an older systemd, sshd and sudo than those of all other tests. */
const releases: readonly Release[] = ["debian-12", "ubuntu-24.04"];

for (const release of releases) {
    describe(`what people and deliveries do to a host with ${release}`, function () {
        this.timeout(5 * 60_000);
        let world: ActivityWorld;

        before(async function () {
            // Where the system of the containers has yet to be made.
            this.timeout(15 * 60_000);
            await skipWithoutContainers(this);
            world = await ActivityWorld.create(release);
            await world.mustDeliver();
        });
        after(() => ActivityWorld.removeAll());

        it("is known with account, source and command, here and at the sink", async () => {
            assert.equal(await world.host.lets(inCloud.access), true);
            const shown = await world.text("hardened-host activity today");
            assert.match(shown, /login {5}deploy from 198\.51\.100\.1, ED25519 SHA256:/);
            assert.match(shown, /sudo {6}deploy as root: \/usr\/bin\/id -u/);
            assert.match(shown, /generation 1 confirmed by \S+@\S+ from 198\.51\.100\.1, stack hardened-host\/test/);
            await world.sinkHas(/Accepted publickey for deploy from 198\.51\.100\.1 /);
            await world.sinkHas(/deploy : .*COMMAND=\/usr\/bin\/id -u/);
            await world.sinkHas(/generation 1 confirmed by /);
        });

        it("is known of a file that was changed by hand", async () => {
            await world.text(
                "echo '# by hand' >>/etc/ssh/sshd_config; systemctl start hardened-host-activity-watch.service",
            );
            assert.match(
                await world.text("hardened-host activity today"),
                /changed by hand since generation 1: \/etc\/ssh\/sshd_config has another content/,
            );
        });

        it("passes every check of the part", async () => {
            await world.text(sealNow);
            const settings = hostSettings.parse({ distribution: release, activity: world.activitySettings() });
            const checks = hostChecks("container", { user: "deploy", authorizedKeys: [] }, settings).filter(
                ({ by }) => by === "activity",
            );
            const outcomes = readOutcomes((await world.host.machine.exec(checksScript(checks))).stdout);
            assert.deepEqual(
                checks.flatMap(({ check }, index) =>
                    outcomes[index]?.passed === true ? [] : [`${check.title}: ${outcomes[index]?.output ?? ""}`],
                ),
                [],
            );
            assert.equal(checks.length, 3);
        });

        it("shows by the seals when a part of the journal was taken away", async () => {
            await world.text(`echo 'what an intruder did' | systemd-cat -t intruder; ${sealNow}; journalctl --rotate
                echo later | systemd-cat -t intruder; ${sealNow}`);
            assert.equal((await world.host.machine.exec("hardened-host activity verify")).status, 0);
            await world.text(
                `for f in /var/log/journal/*/system@*; do if grep -aq 'what an intruder did' $f; then rm $f; fi; done`,
            );
            const { status, output } = await world.host.machine.exec("hardened-host activity verify");
            assert.equal(status, 1, output);
            assert.match(output, /entries are gone/);
        });
    });
}
