import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import { ActivityWorld } from "./world/activity-world";

describe("the journal at its sink", function () {
    this.timeout(10 * 60_000);
    let world: ActivityWorld;
    const numbered = async (count: number) =>
        world.text(
            `systemd-run --quiet --unit=numbering sh -c 'for n in $(seq ${count}); do echo "entry $n."; sleep 0.05; done'`,
        );
    const countOf = (text: string) => new Set(text.match(/entry \d+\./g)).size;
    const atSink = async () => countOf(await world.sink.journal("-o cat -t sh"));
    const here = async () => countOf(await world.text("journalctl -q --no-pager -o cat -t sh"));

    before(async function () {
        await skipWithoutContainers(this);
        world = await ActivityWorld.create();
        await world.mustDeliver();
    });
    after(() => ActivityWorld.removeAll());

    it("has the delivery: generation, by whom, from where, for which stack", async () => {
        await world.sinkHas(/generation 1 confirmed by \S+@\S+ from 198\.51\.100\.1, stack hardened-host\/test/);
    });

    it("loses no entry while the sink is killed and started, the network is cut, and the host loses its power", async () => {
        const { machine } = world.host;
        await numbered(400);
        await sleep(3000);
        await world.sink.kill();
        await sleep(3000);
        await world.sink.revive();
        await sleep(2000);
        await machine.plug(false);
        await sleep(5000);
        await machine.plug(true);
        await sleep(2000);
        const written = await here();
        assert.ok(written > 100, `only ${written} entries were written`);
        await machine.powerOff();
        await machine.boot();
        // The last ones of a lost power may not have reached the disk: what the host still has is what counts.
        await world.text("echo 'entry 9999.' | systemd-cat -t sh");
        await world.sinkHas(/entry 9999\./, "-o cat -t sh");
        const kept = await here();
        assert.ok(kept >= written, `${kept} of ${written} entries outlived the host's restart`);
        assert.equal(await atSink(), kept);
    });
});
