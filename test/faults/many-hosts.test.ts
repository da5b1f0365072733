import assert from "node:assert/strict";
import { fixedOptions } from "../../scripts/commands/stack";
import { skipWithoutContainers } from "../containers/container";
import type { HostOfStack } from "./many-hosts/program";
import { ManyHosts } from "./many-hosts/stack";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { World } from "./world/world";

const names = ["a", "b", "c", "d", "e"] as const;
type Name = (typeof names)[number];
type Changes = Partial<Record<Name, Partial<HostOfStack>>>;

describe("many hosts in one stack", function () {
    this.timeout(8 * 60 * 1000);
    let world: World;
    let stack: ManyHosts;
    const hosts = new Map<Name, FaultyHost>();
    let variant: HostVariant;
    const hostNamed = (name: Name) => hosts.get(name) ?? assert.fail(`no host ${name}`);

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        for (const name of names) hosts.set(name, await world.makeHost());
        stack = await ManyHosts.create(world.network);
        const drawn = drawVariant(new Random(3), undefined, true);
        variant = { ...drawn, user: "deploy", sshPort: 4222, key: 0, serviceMasked: false };
    });
    after(async () => {
        await stack.remove();
        await Promise.all([...hosts.values()].map((host) => host.remove()));
        await world.remove();
    });

    /** Delivers the service with this argument to all, save what is said of single hosts. */
    const up = async (serviceArgument: string, canaries = 0, changes: Changes = {}) => {
        const all = names.map((name) => {
            const { host } = hostNamed(name);
            return { name, host, variant: { ...variant, serviceArgument }, locksOut: false, ...changes[name] };
        });
        await stack.describe({ hosts: all, canaries });
        return stack.up(...fixedOptions("up", false));
    };
    const generations = (a: number, b: number, c: number, d: number, e: number) => ({ a, b, c, d, e });

    it("are all delivered by one `up`", async () => {
        const { status, output } = await up("100001");
        assert.equal(status, 0, output);
        assert.deepEqual(await stack.generations(), generations(1, 1, 1, 1, 1));
        for (const name of names) assert.match(await hostNamed(name).fingerprint(), /\/bin\/sleep 100001/, name);
    });

    it("one of them down: the others are delivered, `up` fails and says which; later it finishes", async () => {
        await hostNamed("c").machine.powerOff();
        const { status, output } = await up("100002");
        assert.notEqual(status, 0);
        assert.match(
            output,
            /HostConfiguration \(?c\)?[\s\S]*cannot log in as deploy@\S+ port 4222: no SSH server answered/,
        );
        assert.deepEqual(await stack.generations(), generations(2, 2, 1, 2, 2));
        await hostNamed("c").machine.boot();
        const again = await up("100002");
        assert.equal(again.status, 0, again.output);
        assert.deepEqual(await stack.generations(), generations(2, 2, 2, 2, 2));
        assert.match(again.output, /1 updated|4 unchanged/);
        for (const name of names) assert.match(await hostNamed(name).fingerprint(), /\/bin\/sleep 100002/, name);
    });

    it("a canary that refuses its change: it rolls back, the other canary keeps it, no other host is touched", async () => {
        const before = new Map<Name, string>();
        for (const name of names) before.set(name, await hostNamed(name).fingerprint());
        const { status, output } = await up("100003", 2, { a: { locksOut: true } });
        assert.notEqual(status, 0);
        assert.match(output, /could not be confirmed: no login as deploy@/);
        assert.deepEqual(await stack.generations(), generations(2, 3, 2, 2, 2), output);
        for (const name of ["a", "c", "d", "e"] as const) {
            assert.equal(await hostNamed(name).fingerprint(), before.get(name), name);
        }
        assert.match(await hostNamed("b").fingerprint(), /\/bin\/sleep 100003/);
    });

    it("a canary that is mended: it first, then all others", async () => {
        const { status, output } = await up("100003", 2);
        assert.equal(status, 0, output);
        const confirmed = [...output.matchAll(/HostConfiguration (\w) updated/g)].map(([, name]) => name);
        assert.equal(confirmed[0], "a", output);
        assert.deepEqual([...confirmed].sort(), ["a", "c", "d", "e"], output);
        for (const name of names) assert.match(await hostNamed(name).fingerprint(), /\/bin\/sleep 100003/, name);
    });
});
