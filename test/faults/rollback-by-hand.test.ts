import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { World } from "./world/world";

describe("a rollback by hand", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let host: FaultyHost;
    let variant: HostVariant;
    const generation = () => host.machine.text("hardened-host status | head -n 1");
    const deliver = async (changes: Partial<HostVariant>) => {
        variant = { ...variant, ...changes };
        const { status, output } = await host.deployer.deliver(host.inputsOf(variant));
        assert.equal(status, 0, output);
        return host.fingerprint();
    };

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        host = await world.makeHost();
        const drawn = drawVariant(new Random(3), undefined, false);
        variant = { ...drawn, user: "deploy", sshPort: 4222, key: 0, serviceMasked: false };
    });
    after(async () => {
        await host.remove();
        await world.remove();
    });

    it("goes back over several generations, to the very state of the one that is asked for", async () => {
        const first = await deliver({});
        await deliver({ serviceArgument: "111111", maxAuthTries: 6 });
        await deliver({ serviceMasked: true, files: { "/etc/hh-test/only.conf": "only\n" } });
        assert.equal(await generation(), "generation 3");
        const undone = await host.machine.text("hardened-host rollback 1");
        assert.match(undone, /undone: generation 3\nundone: generation 2\n/);
        assert.equal(await generation(), "generation 1");
        assert.equal(await host.fingerprint(), first);
    });

    it("is undone by the next up", async () => {
        const { status, output } = await host.deployer.deliver(host.inputsOf(variant));
        assert.equal(status, 0, output);
        assert.match(await host.fingerprint(), /hh-test\.service masked inactive/);
    });

    it("leaves the home of a user that came with an undone generation: it may hold their work", async () => {
        await deliver({ user: "operator" });
        await host.machine.text("echo work >/home/operator/work");
        await host.machine.text("hardened-host rollback");
        assert.equal(await host.machine.text("cat /home/operator/work"), "work");
        variant = { ...variant, user: "deploy" };
        assert.equal(await host.lets(variant), true);
    });

    it("is refused, and changes nothing, where it would move the SSH port", async () => {
        const here = { ...variant };
        await deliver({});
        const moved = await deliver({ sshPort: 5222 });
        const refused = await host.machine.exec("hardened-host rollback");
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /moved SSH from port 4222 to 5222; change ssh\.port in the stack instead/);
        assert.equal(await host.fingerprint(), moved);
        assert.equal(await host.answersOn(here.sshPort), false);
    });
});
