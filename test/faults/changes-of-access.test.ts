import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { World } from "./world/world";

describe("a change of the way in", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let host: FaultyHost;
    let variant: HostVariant;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        host = await world.makeHost();
        variant = { ...drawVariant(new Random(5), undefined, false), user: "deploy", sshPort: 4222, key: 0 };
        const first = await host.deployer.deliver(host.inputsOf(variant));
        assert.equal(first.status, 0, first.output);
    });
    after(async () => {
        await host.remove();
        await world.remove();
    });

    it("keeps the old port open beside the new one until a login on the new one is proved, then closes it", async () => {
        const moved = { ...variant, sshPort: 6222 };
        let meanwhile: Promise<boolean[]> = Promise.resolve([]);
        const { status, output } = await host.deployer.deliver(host.inputsOf(moved), (step) => {
            if (step === "confirm") meanwhile = Promise.all([host.answersOn(4222), host.answersOn(6222)]);
        });
        assert.equal(status, 0, output);
        assert.deepEqual(await meanwhile, [true, true], "old and new port, while the change waited");
        assert.deepEqual([await host.answersOn(4222), await host.answersOn(6222)], [false, true]);
        const rules = await host.machine.text("nft list table inet hardened_host; ss -H -ltn");
        assert.doesNotMatch(rules, /4222|hardened-host-old-port/);
        variant = moved;
    });

    it("leaves nothing of the old port's overlap after a rollback", async () => {
        const closed = { ...variant, sshPort: 5222 };
        const inputs = host.inputsOf(closed);
        const sshd = inputs.files["/etc/ssh/sshd_config"];
        assert.ok(sshd);
        const before = await host.fingerprint();
        const content = sshd.content.replace(/^AllowGroups .*$/m, "AllowGroups nogroup");
        const files = { ...inputs.files, "/etc/ssh/sshd_config": { ...sshd, content } };
        const { status, output } = await host.deployer.deliver({ ...inputs, files });
        assert.notEqual(status, 0);
        assert.match(output, /could not be confirmed: no login as deploy@.* port 5222/);
        assert.equal(await host.fingerprint(), before);
        assert.deepEqual([await host.answersOn(6222), await host.answersOn(5222)], [true, false]);
    });

    it("moves to another user and another key in one delivery; the old user and key are refused", async () => {
        const other = { ...variant, user: "operator", key: 1 };
        const { status, output } = await host.deployer.deliver(host.inputsOf(other));
        assert.equal(status, 0, output);
        assert.equal(await host.lets(other), true);
        assert.equal(await host.lets(variant, 1), false);
        assert.equal(await host.lets({ ...other, key: 0 }, 1), false);
        variant = other;
    });
});
