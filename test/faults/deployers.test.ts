import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import { Deployer } from "./world/deployment";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { World } from "./world/world";

describe("several deployers", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let host: FaultyHost;
    let other: FaultyHost;
    let second: Deployer;
    let variant: HostVariant;
    const changed = (serviceArgument: string) => ({ ...variant, serviceArgument, serviceMasked: false });

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        [host, other] = await Promise.all([world.makeHost(), world.makeHost()]);
        variant = { ...drawVariant(new Random(9), undefined, false), user: "deploy", sshPort: 4222, key: 0 };
        for (const one of [host, other]) {
            const first = await one.deployer.deliver(one.inputsOf(variant));
            assert.equal(first.status, 0, first.output);
        }
        second = await Deployer.create(world.network);
        second.learn(host.deployer);
    });
    after(async () => {
        await second.remove();
        await Promise.all([host.remove(), other.remove()]);
        await world.remove();
    });

    it("at once: both changes are made, one after the other, and the second knows of the first", async () => {
        const [one, two] = await Promise.all([
            host.deployer.deliver(host.inputsOf(changed("111111"))),
            second.deliver(host.inputsOf(changed("222222"))),
        ]);
        assert.equal(one.status, 0, one.output);
        assert.equal(two.status, 0, two.output);
        const numbers = [one, two].map(({ output }) => Number(/generation (\d+) confirmed/.exec(output)?.[1]));
        assert.equal(Math.abs((numbers[0] ?? 0) - (numbers[1] ?? 0)), 1, `${one.output}\n${two.output}`);
        assert.match(`${one.output}${two.output}`, /waiting for the end of another change, made by \S+@\S+/);
        const last = (numbers[0] ?? 0) > (numbers[1] ?? 0) ? "111111" : "222222";
        assert.match(await host.fingerprint(), new RegExp(`/bin/sleep ${last}`));
    });

    it("one that died while its change waited does not block the other for ever", async () => {
        await host.deployer.deliver(host.inputsOf(changed("333333")), (step, kill) => {
            if (step === "confirm") void kill();
        });
        const { status, output } = await second.deliver(host.inputsOf(changed("444444")));
        assert.equal(status, 0, output);
        assert.match(await host.fingerprint(), /\/bin\/sleep 444444/);
    });

    it("an operator's open shell survives a delivery that moves the SSH port", async () => {
        const shell = host.openShell(variant, "until [ -e /run/delivered ]; do sleep 0.2; done; echo still here");
        let said = "";
        shell.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
        const closed = once(shell, "close");
        await sleep(1500);
        const { status, output } = await host.deployer.deliver(host.inputsOf({ ...changed("555555"), sshPort: 6222 }));
        assert.equal(status, 0, output);
        await host.machine.text("touch /run/delivered");
        await closed;
        assert.match(said, /still here/);
    });

    it("a name that now leads to another host: refused before a login, whatever that host holds", async () => {
        // On the port at which the host is known, so that the key alone decides.
        const there = await other.deployer.deliver(other.inputsOf({ ...variant, sshPort: 6222 }));
        assert.equal(there.status, 0, there.output);
        const accepted = () => other.machine.text("journalctl -q -u ssh.service -o cat | grep -c '^Accepted' || :");
        const before = await accepted();
        const inputs = host.inputsOf({ ...changed("666666"), sshPort: 6222 });
        const moved = { ...inputs, connection: { ...inputs.connection, address: other.machine.address } };
        const { status, output } = await host.deployer.deliver(moved);
        assert.notEqual(status, 0);
        assert.match(output, /shows a host key other than the pinned one, so nothing was sent/);
        assert.equal(await accepted(), before);
    });

    it("a man in the middle with a server that lets everybody in is sent nothing", async () => {
        await host.machine.text(`
            mkdir -p /root/mitm && rm -f /root/mitm/key*
            ssh-keygen -q -t ed25519 -N '' -f /root/mitm/key
            mv /etc/ssh/ssh_host_ed25519_key /root/mitm/real && mv /etc/ssh/ssh_host_ed25519_key.pub /root/mitm/real.pub
            cp /root/mitm/key /etc/ssh/ssh_host_ed25519_key && cp /root/mitm/key.pub /etc/ssh/ssh_host_ed25519_key.pub
            systemctl reload ssh.service`);
        const accepted = () => host.machine.text("journalctl -q -u ssh.service -o cat | grep -c '^Accepted' || :");
        const before = await accepted();
        const { status, output } = await host.deployer.deliver(host.inputsOf({ ...changed("777777"), sshPort: 6222 }));
        const after = await accepted();
        await host.machine.text(`
            mv /root/mitm/real /etc/ssh/ssh_host_ed25519_key && mv /root/mitm/real.pub /etc/ssh/ssh_host_ed25519_key.pub
            systemctl reload ssh.service`);
        assert.notEqual(status, 0);
        assert.match(output, /shows a host key other than the pinned one, so nothing was sent/);
        assert.equal(after, before);
    });
});
