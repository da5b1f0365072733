import assert from "node:assert/strict";
import { flawsOf, restoreReport } from "../../scripts/backup/drill";
import { makeOwnerKey } from "../../scripts/backup/owner-key";
import { skipWithoutContainers } from "../containers/container";
import type { World } from "../faults/world/world";
import { BackedUpHost, type StackOfHost } from "./backed-up-host";
import { makeBackupWorld } from "./backup-world";
import * as database from "./database";
import { Store } from "./store";

const restoreOnly = { mode: "restore-only", restoreFrom: "latest" };

describe("a restore drill", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let store: Store;
    let stack: StackOfHost;
    let host: BackedUpHost;
    let drilled: BackedUpHost | undefined;

    before(async function () {
        await skipWithoutContainers(this);
        ({ world, store, stack, host } = await makeBackupWorld([database.shopPart]));
        await host.text(database.makeDatabase);
        await host.deliver(stack);
        await host.backUpWell();
    });
    afterEach(async () => {
        await drilled?.remove();
        drilled = undefined;
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    /** A machine beside the living one, with the same settings but for what a drill changes. */
    async function drill() {
        drilled = await BackedUpHost.create(world);
        await drilled.deliver(stack, restoreOnly);
        return drilled.exec("hardened-host-backup wait-for-restore");
    }

    const listRepository = () =>
        store.machine.text(`find ${Store.folder} -type f ! -path '*/locks/*' | sort | xargs sha256sum`);

    it("proves the newest snapshot, writes nothing to the repository, and leaves the living host alone", async () => {
        const before = await listRepository();
        const { status, stdout, stderr } = await drill();
        assert.equal(status, 0, stderr);
        const report = restoreReport.parse(JSON.parse(stdout));
        assert.deepEqual(flawsOf(report, 26), []);
        assert.equal(report.snapshot, await host.text("cat /var/lib/hardened-host-backup/progress/last-good"));
        assert.ok(report.bytes > 3_000_000 && report.entries > 10, stdout);
        assert.ok(report.ageSeconds >= 0 && report.ageSeconds < 300, stdout);
        assert.equal(await listRepository(), before);
        assert.notEqual((await drilled?.backUp())?.status, 0, "a drill makes no backup");
        assert.equal(await listRepository(), before);
    });

    it("fails when an app finds its data torn, and when a snapshot lacks a file's content", async () => {
        await host.text("runuser -u postgres -- psql -q -d shop -c 'UPDATE accounts SET balance = 1 WHERE id = 1'");
        await host.backUpWell();
        const torn = await drill();
        assert.notEqual(torn.status, 0);
        assert.match(torn.stderr, /verification-of-shop/);
        await drilled?.remove();

        await store.machine.text(
            `pack=$(find ${Store.folder}/data -type f -printf '%s %p\\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
            chmod u+w $pack; printf '\\001' | dd of=$pack bs=1 seek=2000 conv=notrunc status=none`,
        );
        assert.notEqual((await drill()).status, 0);
    });

    it("can be done with the owner's key alone, which is nowhere on the host but in the repository's keys", async () => {
        const key = makeOwnerKey();
        const added = await host.exec(`hardened-host-backup add-key <<'END'\n${key}\nEND`);
        assert.equal(added.status, 0, added.output);
        assert.match(
            (await host.exec(`hardened-host-backup add-key <<'END'\n${key}\nEND`)).output,
            /has a key of its owner's already/,
        );
        const opened = await host.exec(
            `. /usr/local/lib/hardened-host/backup/environment; unset RESTIC_PASSWORD_FILE
            RESTIC_PASSWORD='${key}' restic --no-cache --no-lock restore latest --target /tmp/by-owner --include /srv/data/private
            cat /tmp/by-owner/srv/data/private`,
        );
        assert.equal(opened.stdout.trim().split("\n").at(-1), "private", opened.output);
        const found = await host.exec(`grep -r -l -e '${key}' /etc /var /run /root /tmp /home 2>/dev/null`);
        assert.equal(found.stdout, "");
    });
});
