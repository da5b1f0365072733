import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import type { World } from "../faults/world/world";
import type { BackedUpHost, StackOfHost } from "./backed-up-host";
import { makeBackupWorld } from "./backup-world";
import { Store } from "./store";

const repository = Store.folder;

describe("a backup that goes wrong", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let store: Store;
    let stack: StackOfHost;
    let host: BackedUpHost;
    let first: string;

    before(async function () {
        await skipWithoutContainers(this);
        ({ world, store, stack, host } = await makeBackupWorld());
        await host.deliver(stack);
        first = await host.backUpWell();
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    /** The owner was told, the next run is good, the owner is told that too, and the first snapshot is as it was. */
    async function recovers(): Promise<void> {
        const last = await host.backUpWell();
        assert.notEqual(last, first);
        assert.equal(await host.noticeGoes("backup"), true, "the notice stays");
        const restored = await host.restic(
            `restore ${first} --no-lock --verify --target /tmp/first --include /srv/data/deep`,
        );
        assert.equal(restored.status, 0, restored.output);
    }

    /** Begins one that has much to send, and is in the middle when this returns. */
    async function beInTheMiddle(): Promise<void> {
        await host.text(
            "head -c 100000000 /dev/urandom >/srv/data/big; systemctl start --no-block hardened-host-backup",
        );
        await host.text(
            'until ls /proc/[0-9]*/comm | xargs grep -lx restic 2>/dev/null | grep -q . && [ -n "$(find /proc/[0-9]*/cmdline | xargs grep -la files-from-verbatim 2>/dev/null)" ]; do sleep 0.05; done; sleep 1',
        );
        assert.equal((await host.exec("systemctl is-active hardened-host-backup")).stdout.trim(), "activating");
    }

    it("killed in the middle, is told of, and the next one is good", async () => {
        await beInTheMiddle();
        await host.text("systemctl kill --signal=KILL hardened-host-backup");
        await sleep(1000);
        assert.ok(await host.hasNotice("backup"));
        await recovers();
    });

    it("powered off in the middle, leaves nothing that is in the way of the next one", async () => {
        await beInTheMiddle();
        await host.host.machine.powerOff();
        await host.host.machine.boot();
        await recovers();
    });

    it("with the repository's disk full, is told of, and the next one is good", async () => {
        await store.machine.text(
            "fallocate -l 100G /srv/fill 2>/dev/null || dd if=/dev/zero of=/srv/fill bs=1M status=none || true",
        );
        await host.text("head -c 20000000 /dev/urandom >/srv/data/more");
        assert.notEqual((await backUpFor(40)).status, 0);
        assert.ok(await host.hasNotice("backup"));
        await store.machine.text("rm /srv/fill");
        await recovers();
    });

    it("without a way to the repository, is told of, and the next one is good", async () => {
        await store.machine.plug(false);
        const { status } = await host.backUp();
        await store.machine.plug(true);
        assert.notEqual(status, 0);
        assert.ok(await host.hasNotice("backup"));
        await recovers();
    });

    it("goes on by itself when the repository is back within a minute", async () => {
        await store.machine.text("systemctl stop append");
        const running = host.backUp();
        await sleep(4000);
        await store.machine.text("systemctl start append");
        assert.equal((await running).status, 0, await host.log());
    });

    it("meets a stale lock of a machine that is gone, and goes on", async () => {
        await host.text(`. /usr/local/lib/hardened-host/backup/environment; export RESTIC_CACHE_DIR=/tmp/cache
            restic check --read-data --limit-download 50 >/dev/null 2>&1 & sleep 3; kill -KILL $!`);
        const locks = () => store.machine.text(`find ${repository}/locks -type f | wc -l`);
        assert.equal(await locks(), "1");
        await recovers();
        assert.equal(await locks(), "0");
    });

    it("with dumps that fail, keeps the files, and is told of", async () => {
        await host.deliver({ ...stack, extraParts: [failingDump] });
        const before = Number(await store.machine.text(`ls ${repository}/snapshots | wc -l`));
        assert.notEqual((await host.backUp()).status, 0);
        assert.equal(Number(await store.machine.text(`ls ${repository}/snapshots | wc -l`)), before + 1);
        assert.ok(await host.hasNotice("backup-dumps"));
        assert.ok(await host.hasNotice("backup"));
        await host.deliver(stack);
        await recovers();
    });

    it("without a folder of its sets, as of a volume that is not mounted, is told of", async () => {
        await host.text("mv /srv/data /srv/elsewhere");
        assert.notEqual((await host.backUp()).status, 0);
        assert.match(await host.log("hardened-host-backup"), /\/srv\/data is not there/);
        await host.text("mv /srv/elsewhere /srv/data");
        await recovers();
    });

    // No clock is moved: a container has this computer's, and restic asks the kernel. What is there afterwards is the same.
    it("made with a clock that was days ahead, is told of, and keeps no next one from being made", async () => {
        const soon = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
        const before = (await store.machine.text(`ls ${repository}/snapshots`)).split("\n");
        await host.restic(`backup --quiet --tag hardened-host --host container --time '${soon}' /srv/data/deep`);
        const ahead = (await store.machine.text(`ls ${repository}/snapshots`))
            .split("\n")
            .find((id) => !before.includes(id));
        const lastGood = () => host.text("cat /var/lib/hardened-host-backup/progress/last-good");
        const previous = await lastGood();
        assert.notEqual((await host.backUp()).status, 0);
        assert.match(
            await host.log("hardened-host-backup"),
            /is from the future: the clock of this host was or is wrong/,
        );
        assert.ok(await host.hasNotice("backup"));
        const next = await lastGood();
        assert.ok(next !== previous && next !== ahead, "a good snapshot was made all the same");
        await store.machine.text(`rm -f ${repository}/snapshots/${ahead}`);
        await recovers();
    });

    it("is told of when there is none for 26 hours, and when the last one is from the future", async () => {
        const look = () => host.exec("systemctl start hardened-host-backup-freshness");
        assert.equal((await look()).status, 0);
        for (const when of ["27 hours ago", "now + 2 days"]) {
            await host.text(`touch -d '${when}' /var/lib/hardened-host-backup/progress/last-good`);
            assert.notEqual((await look()).status, 0, when);
            assert.ok(await host.hasNotice("backup-freshness"), when);
        }
        await host.text("touch -d '25 hours ago' /var/lib/hardened-host-backup/progress/last-good");
        assert.equal((await look()).status, 0);
        assert.ok(await host.noticeGoes("backup-freshness"));
        await host.deliver(stack, { staleAfterHours: 24 });
        assert.notEqual((await look()).status, 0, "the time is settable");
    });

    async function backUpFor(seconds: number) {
        return host.exec(`timeout ${seconds} systemctl start hardened-host-backup; status=$?
            systemctl kill hardened-host-backup 2>/dev/null; sleep 1; exit $status`);
    }
});

const failingDump = {
    id: "failing",
    needs: [],
    claims: () => ({ backupSets: [{ name: "failing", paths: [], dump: 'echo half >"$1/half"; false' }] }),
    plan: () => ({}),
    checks: () => [],
};
