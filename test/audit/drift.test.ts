import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { watch } from "../../scripts/commands/drift";
import type { PulumiCall } from "../../scripts/review/preview-run";
import { driftStatuses } from "../../scripts/review/drift";
import { findExecutable } from "../../scripts/toolchain/executables";
import { skipWithoutContainers } from "../containers/container";
import { ManyHosts } from "../faults/many-hosts/stack";
import type { FaultyHost } from "../faults/world/faulty-host";
import { drawVariant, type HostVariant } from "../faults/world/host-variant";
import { Random } from "../faults/world/random";
import { World } from "../faults/world/world";

/** What an intruder or a careless hand leaves: a file and a mode of ours changed, a stranger beside them, a service stopped. */
const hurt = `
    echo 'PermitRootLogin yes' >>/etc/ssh/sshd_config; chmod 0644 /etc/ssh/sshd_config
    echo stranger >/etc/ssh/authorized_keys.d/stranger
    systemctl stop hh-test.service`;

describe("npm run drift on a real host, through the real engine", function () {
    this.timeout(8 * 60 * 1000);
    let world: World;
    let host: FaultyHost;
    let stack: ManyHosts;
    let variant: HostVariant;
    let call: PulumiCall;
    let asDelivered = "";
    const look = (repair: boolean) => watch({ stack: "test", json: false, repair }, call);

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        host = await world.makeHost();
        stack = await ManyHosts.create(world.network);
        const drawn = drawVariant(new Random(3), undefined, true);
        variant = { ...drawn, user: "deploy", sshPort: 4222, key: 0, serviceMasked: false };
        await describeStack(variant);
        const { status, output } = await stack.up("--yes");
        assert.equal(status, 0, output);
        asDelivered = await host.fingerprint();
        call = await pulumiInNetwork();
    });
    after(async () => {
        await stack.remove();
        await host.remove();
        await world.remove();
    });

    const describeStack = (wanted: HostVariant) =>
        stack.describe({ hosts: [{ name: "a", host: host.host, variant: wanted, locksOut: false }], canaries: 0 });

    /** Whoever calls pulumi, calls it in the test's network. */
    async function pulumiInNetwork(): Promise<PulumiCall> {
        const { cwd, env } = stack.upCall();
        const [program, args] = world.network.command(findExecutable("pulumi") ?? "pulumi", []);
        await writeFile(join(cwd, "pulumi"), `#!/bin/sh\nexec ${[program, ...args].join(" ")} "$@"\n`);
        await chmod(join(cwd, "pulumi"), 0o755);
        return { stack: "test", cwd, env: { ...env, PATH: `${cwd}${delimiter}${env["PATH"] ?? ""}` } };
    }

    it("ends with 0 where everything is as delivered", async () => {
        assert.equal(await look(false), driftStatuses.none);
    });

    it("ends with 20 where something is not, and leaves it so", async () => {
        await host.machine.text(hurt);
        const hurtState = await host.fingerprint();
        assert.equal(await look(false), driftStatuses.drifted);
        assert.equal(await host.fingerprint(), hurtState);
        assert.notEqual(hurtState, asDelivered);
    });

    it("refuses to repair while a change waits that nobody has delivered, and leaves everything", async () => {
        await describeStack({ ...variant, maxAuthTries: variant.maxAuthTries === 3 ? 4 : 3 });
        await assert.rejects(look(true), /not delivered yet/);
        assert.notEqual(await host.fingerprint(), asDelivered);
        await describeStack(variant);
    });

    it("repairs all of it with --repair, ends with 0, and finds nothing the next time", async () => {
        assert.equal(await look(true), driftStatuses.none);
        assert.equal(await host.fingerprint(), asDelivered);
        assert.equal(await look(false), driftStatuses.none);
    });
});
