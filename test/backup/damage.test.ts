import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import type { World } from "../faults/world/world";
import type { BackedUpHost, StackOfHost } from "./backed-up-host";
import { makeBackupWorld } from "./backup-world";
import { Store } from "./store";

const { folder } = Store;
/** The pack with the most content. */
const pack = `$(find ${folder}/data -type f -printf '%s %p\\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)`;

interface Damage {
    readonly what: string;
    /** Done on the store, as root there. */
    readonly by: string;
    readonly unit: "backup" | "backup-check";
    readonly said: RegExp;
}

const damages: readonly Damage[] = [
    {
        what: "a flipped byte",
        by: `chmod u+w ${pack}; printf '\\001' | dd of=${pack} bs=1 seek=1000 conv=notrunc status=none`,
        unit: "backup-check",
        said: /damaged/,
    },
    {
        what: "a truncated pack",
        by: `chmod u+w ${pack}; truncate --size 100000 ${pack}`,
        unit: "backup-check",
        said: /damaged/,
    },
    { what: "a missing pack", by: `rm -f ${pack}`, unit: "backup-check", said: /damaged/ },
    { what: "a missing index", by: `rm -f ${folder}/index/*`, unit: "backup-check", said: /damaged/ },
    { what: "a missing snapshot", by: `rm -f ${folder}/snapshots/*`, unit: "backup-check", said: /is gone from/ },
    { what: "an emptied repository", by: `rm -rf ${folder}/*`, unit: "backup", said: /the repository is gone/ },
    {
        what: "a repository of somebody else's with the same key",
        by: `mv ${folder} ${folder}.old; RESTIC_PASSWORD="$PASSWORD" restic init --quiet -r ${folder}`,
        unit: "backup",
        said: /not the one that this host has used/,
    },
];

describe("a repository", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let store: Store;
    let stack: StackOfHost;
    let host: BackedUpHost;

    before(async function () {
        await skipWithoutContainers(this);
        ({ world, store, stack, host } = await makeBackupWorld());
        await host.deliver(stack);
        await host.backUpWell();
        await store.machine.text(`cp -a ${folder} /srv/whole`);
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    const start = (unit: string) => host.exec(`systemctl start hardened-host-${unit}.service`);

    it("in order passes its check", async () => {
        assert.equal((await start("backup-check")).status, 0, await host.log());
    });

    for (const { what, by, unit, said } of damages) {
        it(`with ${what} is told of, and in order again when it is mended`, async () => {
            await store.machine.text(`PASSWORD='${stack.password}'; ${by}`);
            // What the host has cached of it would hide what is not there.
            assert.notEqual((await start(unit)).status, 0);
            assert.match(await host.log(`hardened-host-${unit}`), said);
            assert.ok(await host.hasNotice(unit));
            await store.machine.text(`rm -rf ${folder}; cp -a /srv/whole ${folder}`);
            assert.equal((await start(unit)).status, 0, await host.log());
            assert.ok(await host.noticeGoes(unit));
        });
    }

    it("with another password than the stack's is told of, and nothing is written to it", async () => {
        const before = await store.machine.text(`find ${folder} -type f | sort`);
        await host.deliver({ ...stack, password: "not-the-right-one" });
        assert.notEqual((await start("backup")).status, 0);
        assert.match(await host.log("hardened-host-backup"), /refuses the password/);
        assert.ok(await host.hasNotice("backup"));
        assert.equal(await store.machine.text(`find ${folder} -type f | sort`), before);
    });
});
