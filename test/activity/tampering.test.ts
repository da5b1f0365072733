import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { ActivityWorld, sealNow } from "./world/activity-world";

const seals = "/var/lib/hardened-host-activity/seals";
const journal = "/var/log/journal/$(cat /etc/machine-id)";
/** What an intruder does as root: the journal's files are replaced while nothing writes them. */
const stopped = (script: string) =>
    `systemctl stop systemd-journald.socket systemd-journald-dev-log.socket systemd-journald.service 2>/dev/null
    ${script}
    systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald.service`;

describe("an entry that was changed or taken away", function () {
    this.timeout(10 * 60_000);
    let world: ActivityWorld;
    const verify = () => world.host.machine.exec("hardened-host activity verify");
    /** With a file of the middle put back afterwards. */
    const attacked = async (attack: string) => {
        await world.text(`cp -a ${file} /root/kept; cd /root; f=$(ls ${file}); ${attack}`);
        const { status, output } = await verify();
        await world.text(`cp -a /root/kept $(cat /root/name)`);
        assert.equal(status, 1, output);
        return output;
    };
    const file = "$(cat /root/name)";

    before(async function () {
        await skipWithoutContainers(this);
        world = await ActivityWorld.create();
        await world.mustDeliver();
        // Only what the test has sealed itself.
        await world.text(`systemctl stop hardened-host-activity-seal.timer; ${sealNow}`);
        for (const round of [1, 2, 3, 4]) {
            await world.text(
                `for n in $(seq 50); do echo "round ${round} entry $n marker-${round}-$n-end"; done | systemd-cat -t rounds
                journalctl --sync; ${sealNow}; journalctl --rotate`,
            );
        }
        await world.text(
            `for f in ${journal}/system@*; do if grep -aq marker-2-25-end $f; then echo $f >/root/name; fi; done; [ -s /root/name ]`,
        );
    });
    after(() => ActivityWorld.removeAll());

    it("does not show where nothing happened", async () => {
        const { status, output } = await verify();
        assert.equal(status, 0, output);
        assert.match(output, /^[4-9]\d* seals hold; \d+ entries are newer/m);
    });

    it("shows when a byte was changed", async () => {
        const output = await attacked(
            `at=$(grep -abo marker-2-25-end $f | head -n 1 | cut -d : -f 1); [ "$at" -gt 0 ]
            printf X | dd of=$f bs=1 seek=$at conv=notrunc status=none`,
        );
        assert.match(output, /seal \d+, \S+ to \S+: \d+ entries, of \d+ that were sealed, or others than those/);
    });

    it("shows when a file was removed", async () => {
        assert.match(await attacked("rm $f"), /its entries are gone/);
    });

    it("shows when a file was cut short", async () => {
        assert.match(await attacked("truncate --size=$(( $(stat -c %s $f) / 2 )) $f"), /its entries are gone/);
    });

    it("shows when the journal was replaced by an older copy", async () => {
        await world.text(
            stopped(`rm -rf /root/older; cp -a /var/log/journal /root/older; cp ${seals} /root/older-seals`),
        );
        await world.text(`echo 'what an intruder did' | systemd-cat -t rounds; journalctl --sync; ${sealNow}`);
        await world.sinkHas(/what an intruder did/, "-o cat -t rounds");
        await world.text(stopped("rm -rf /var/log/journal; cp -a /root/older /var/log/journal"));
        const { status, output } = await verify();
        assert.equal(status, 1, output);
        assert.match(output, /entries are gone|seals are missing in the journal/);
    });

    it("shows by the sink's seals when those of the host were replaced as well", async () => {
        await world.text(`cp /root/older-seals ${seals}`);
        const alone = await verify();
        assert.equal(alone.status, 0, "nothing on the host itself tells");
        const sunk = await world.sink.journal("-o cat _UID=0 SYSLOG_IDENTIFIER=hardened-host-seal");
        await world.host.machine.write("/root/sunk", `${sunk}\n`);
        const { status, output } = await world.host.machine.exec("hardened-host activity verify /root/sunk");
        assert.equal(status, 1, output);
        assert.match(output, /seals are missing in the list of this host/);
    });
});
