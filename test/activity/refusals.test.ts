import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { ActivityWorld } from "./world/activity-world";
import { Authority } from "./world/authority";
import { eventually } from "./world/eventually";
import { sinkName } from "./world/sink";

describe("a sink that is not the one", function () {
    this.timeout(10 * 60_000);
    let world: ActivityWorld;
    let stranger: Authority | undefined;
    const strangers = async () => (stranger ??= await Authority.create("Another authority"));
    const notices = () => world.text("cat /etc/motd.d/* 2>/dev/null || :");
    const marked = (word: string) => world.text(`echo ${word} | systemd-cat -t marked; sync`);
    /** Waits until the host has met the certificate, and refused it. */
    const refused = async (words: RegExp) => {
        const since = await world.text("date +%s");
        await world.text("systemctl restart hardened-host-activity-upload.service");
        const said = () =>
            world.text(`journalctl -q -o cat --since=@${since} -u hardened-host-activity-upload.service`);
        await eventually("the certificate is refused", 60, async () => words.test(await said()));
    };

    before(async function () {
        await skipWithoutContainers(this);
        world = await ActivityWorld.create();
        await world.mustDeliver();
        await marked("first");
        await world.sinkHas(/first/, "-o cat -t marked");
    });
    after(async () => {
        await ActivityWorld.removeAll();
        await stranger?.remove();
    });

    it("gets nothing with a certificate of another authority", async () => {
        await world.sink.show(await (await strangers()).sign(sinkName, "serverAuth"));
        await marked("second");
        await refused(/certificate|SSL/);
        assert.doesNotMatch(await world.sink.journal("-o cat -t marked"), /second/);
    });

    it("gets nothing with a certificate for another name", async () => {
        await world.sink.show(await world.authority.sign("other.example.org", "serverAuth"));
        await marked("third");
        await refused(/certificate|SSL|subject name/);
        assert.doesNotMatch(await world.sink.journal("-o cat -t marked"), /second|third/);
    });

    it("is told of, once it has taken nothing for too long", async () => {
        await world.text(
            `touch -d '20 minutes ago' /var/lib/hardened-host-activity-upload/cursor /usr/local/lib/hardened-host/activity-shipping
            ! systemctl start hardened-host-activity-shipping.service`,
        );
        const said = await world.text("journalctl -q -o cat -u hardened-host-activity-shipping.service");
        assert.match(said, /logs\.example\.org has taken nothing of the journal for 5 minutes; \d+ entries wait/);
        await eventually("the notice is there", 30, async () => /activity-shipping failed/.test(await notices()));
    });

    it("gets everything that waited, once it is the right one", async () => {
        await world.sink.show(await world.authority.sign(sinkName, "serverAuth"));
        await world.sinkHas(/second\nthird/, "-o cat -t marked");
        await world.text("systemctl start hardened-host-activity-shipping.service");
        await eventually("the notice is gone", 30, async () => !/activity-shipping/.test(await notices()));
    });
});
