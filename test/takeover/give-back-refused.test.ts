import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { difference } from "../faults/world/difference";
import { FoundServer } from "../faults/world/found-server";
import { World } from "../faults/world/world";

describe("a server that cannot be given back", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let found: FoundServer;
    let hardened: string;
    const hurt = (script: string) => found.server.machine.text(script);

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        found = await FoundServer.make(world);
        await found.deliver();
        hardened = await found.server.fingerprint();
    });
    after(async () => {
        await found.server.remove();
        await world.remove();
    });

    /** The message with which it is refused; fails when it is not, or tells no way out. */
    async function refusal(): Promise<string> {
        const { status, output } = await found.server.deployer.giveBack();
        assert.equal(status, 1, output);
        const message = output.slice(output.indexOf("error: "));
        assert.doesNotMatch(message, /BUG/);
        assert.match(message, /^error: \S+ was not given back: /);
        assert.match(message, /`pulumi state delete 'urn:pulumi:test::hardened-host::HostConfiguration::host'`/);
        return message;
    }
    const assertStillHardened = async () => assert.equal(difference(hardened, await found.server.fingerprint()), "");

    it("shows another host key: nothing is sent to it", async () => {
        await hurt(`mkdir /root/keys; cp -p /etc/ssh/ssh_host_ed25519_key* /root/keys
            rm /etc/ssh/ssh_host_ed25519_key*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
            systemctl restart ssh.service`);
        const sessions = () => hurt("journalctl -q -u ssh.service -o cat | grep -c '^Accepted' || :");
        const before = await sessions();
        const message = await refusal();
        assert.equal(await sessions(), before);
        await hurt("cp -p /root/keys/* /etc/ssh/; rm -r /root/keys; systemctl restart ssh.service");
        assert.match(message, /shows a host key other than the pinned one, so nothing was sent/);
        await assertStillHardened();
    });

    it("is another machine with the same host key, as a copy of its disk is", async () => {
        await hurt("cp -p /etc/machine-id /root/id; echo 0123456789abcdef0123456789abcdef >/etc/machine-id");
        const message = await refusal();
        await hurt("mv /root/id /etc/machine-id");
        assert.match(message, /another server answers there: its machine-id is 0123456789abcdef0123456789abcdef, not /);
        await assertStillHardened();
    });

    it("has lost the record of how it was found, or all that deliveries keep on it", async () => {
        await hurt("mv /var/lib/hardened-host/original /root/");
        // Nor is a record begun in the middle, which would be one of a hardened server.
        await found.deliver({ maxAuthTries: found.variant.maxAuthTries === 5 ? 4 : 5 });
        hardened = await found.server.fingerprint();
        const message = await refusal();
        await hurt("mv /root/original /var/lib/hardened-host/; mv /var/lib/hardened-host /root/");
        const second = await refusal();
        await hurt("mv /root/hardened-host /var/lib/");
        assert.match(message, /has no record of how it was found: it was not taken over by this version/);
        assert.match(second, /has no record of how it was found: \/var\/lib\/hardened-host is gone/);
        await assertStillHardened();
    });

    it("would not let its owner in as it was found: it stays hardened, and lets in who it did", async () => {
        await hurt("mv /root/.ssh /root/ssh");
        const message = await refusal();
        assert.ok(await found.server.settle(150));
        await hurt("mv /root/ssh /root/.ssh");
        assert.match(message, /no login as root@\S+ port 22, the way that led to it before: .*Permission denied/);
        await assertStillHardened();
        assert.equal(await found.server.lets(found.variant), true);
    });

    it("does not answer: it does not count as given back", async () => {
        await found.server.machine.plug(false);
        const message = await refusal();
        await found.server.machine.plug(true);
        assert.match(message, /no SSH server answered within 90 s/);
        await found.mustGiveBack();
        assert.equal(await found.traces(), "");
    });
});
