import assert from "node:assert/strict";
import type { ExistingServerInputs, ExistingServerState } from "../../provider/existing-server/inputs";
import type { HostConfigurationInputs } from "../../provider/host-configuration/inputs";
import { skipWithoutContainers } from "../containers/container";
import { stock } from "./world/birth";
import { difference } from "./world/difference";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { meetingOf, takingOver } from "./world/takeover";
import { World } from "./world/world";

describe("a server that is taken over", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let server: FaultyHost;
    let inputs: ExistingServerInputs;
    let met: ExistingServerState;
    let variant: HostVariant;
    let configuration: HostConfigurationInputs;
    let asFound: string;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        server = await world.makeHost(stock);
        inputs = meetingOf(server);
        variant = { ...drawVariant(new Random(21), undefined, true), user: "deploy", sshPort: 4222, key: 0 };
        configuration = takingOver(server, variant);
        asFound = await server.fingerprintAsFound();
    });
    after(async () => {
        await server.remove();
        await world.remove();
    });

    it("is met as root on port 22, and nothing is changed by it", async () => {
        const { state, output } = await server.deployer.meet({ operation: "create", inputs });
        met = state ?? assert.fail(output);
        assert.equal(met.machineId, await server.machine.text("cat /etc/machine-id"));
        assert.equal(met.currentHostKey, inputs.hostKey);
        assert.equal(difference(asFound, await server.fingerprint()), "");
    });

    it("is as it was, with root on port 22, when the deploying computer dies in the middle", async () => {
        const { status } = await server.deployer.deliver(configuration, (step, kill) => {
            if (step === "swap") void kill();
        });
        assert.equal(status, null);
        assert.ok(await server.settle(150));
        assert.equal(difference(asFound, await server.fingerprintAsFound()), "");
        assert.equal(await server.lets(stock.access), true);
        assert.equal(await server.answersOn(4222), false);
    });

    it("keeps port 22 open until a login on the new port is proved; then root and port 22 are refused", async () => {
        let meanwhile: Promise<boolean[]> = Promise.resolve([]);
        const { status, output } = await server.deployer.deliver(configuration, (step) => {
            if (step === "confirm") meanwhile = Promise.all([server.answersOn(22), server.answersOn(4222)]);
        });
        assert.equal(status, 0, output);
        assert.deepEqual(await meanwhile, [true, true], output);
        assert.equal(await server.lets(variant), true);
        assert.equal(await server.answersOn(22), false);
        assert.equal(await server.lets({ ...stock.access, sshPort: 4222 }, 1), false);
        const kept = await server.machine.text("cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub");
        assert.equal(kept, met.currentHostKey);
    });

    it("keeps a root password that its owner had, until the change holds", async () => {
        const words = await server.machine.text("journalctl -q -o cat | grep -c \"password for 'root' changed\"");
        assert.equal(
            words,
            "2",
            "locked by the change that was rolled back, and by the one that holds; not in between",
        );
        assert.match(await server.machine.text("passwd -S root"), /^root L /);
    });

    it("is known again afterwards, by the new way in", async () => {
        const { state, output } = await server.deployer.meet({ operation: "read", state: met });
        assert.deepEqual(state, met);
        assert.doesNotMatch(output, /warning/);
    });

    it("is met again by who has forgotten it, and delivered to as it now is", async () => {
        const { state, output } = await server.deployer.meet({ operation: "create", inputs });
        assert.deepEqual(state, met, output);
        const newcomer = await world.makeDeployer();
        const again = await newcomer.deliver(configuration);
        await newcomer.remove();
        assert.equal(again.status, 0, again.output);
        assert.match(again.output, /already is as planned/);
    });

    it("is the same server under another address", async () => {
        const address = "198.51.100.200";
        await server.machine.text(`ip address add ${address}/24 dev host0`);
        const moved = { ...inputs, address };
        const { state, output } = await server.deployer.meet({ operation: "update", state: met, inputs: moved });
        assert.deepEqual(state, { ...met, address }, output);
    });

    it("is not confused with another one, whatever key that has", async () => {
        const other = await world.makeHost(stock);
        const elsewhere = { ...inputs, address: other.host.address };
        const stranger = await server.deployer.meet({ operation: "update", state: met, inputs: elsewhere });
        const accepted = {
            ...elsewhere,
            hostKey: other.host.firstHostKey,
            identityFile: meetingOf(other).identityFile,
        };
        const chosen = await server.deployer.meet({ operation: "update", state: met, inputs: accepted });
        const seen = await server.deployer.meet({
            operation: "read",
            state: { ...met, address: elsewhere.address },
        });
        await other.remove();
        assert.match(stranger.output, /error: cloud\.existing\.hostKey: .* shows SHA256:\S+; nothing was sent/);
        assert.match(chosen.output, /error: cloud\.existing\.address: leads to another server/);
        assert.equal(seen.state, null, seen.output);
        assert.match(seen.output, /warning: .* shows a host key other than the pinned one/);
    });

    it("that does not answer is taken to be as it was", async () => {
        await server.machine.plug(false);
        const { state, output } = await server.deployer.meet({ operation: "read", state: met });
        await server.machine.plug(true);
        assert.deepEqual(state, met, output);
        assert.match(output, /warning: .*no login as deploy@\S+ port 4222/);
    });
});
