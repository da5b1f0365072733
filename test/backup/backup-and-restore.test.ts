import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import { difference } from "../faults/world/difference";
import type { World } from "../faults/world/world";
import { BackedUpHost, type StackOfHost } from "./backed-up-host";
import { makeBackupWorld } from "./backup-world";
import * as database from "./database";
import { describeFiles } from "./files";
import { ledgerParts, makeLedger } from "./ledger";
import type { Store } from "./store";

describe("a host that burns", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let store: Store;
    let stack: StackOfHost;
    let host: BackedUpHost;
    let files: string;
    let snapshot: string;

    before(async function () {
        await skipWithoutContainers(this);
        ({ world, store, stack, host } = await makeBackupWorld([database.shopPart, ...ledgerParts]));
        await host.text(`${database.makeDatabase}\n${makeLedger}`);
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    it("backs up its files, and a database that is written to meanwhile", async () => {
        await host.deliver(stack);
        files = await host.text(describeFiles);
        await host.text(database.startWriting);
        await sleep(1500);
        const before = Number(await host.text(database.countMoves));
        snapshot = await host.backUpWell();
        const after = Number(await host.text(database.countMoves));
        assert.ok(
            before > 0 && after > before,
            `${before} moves before, ${after} after: nothing was written meanwhile`,
        );
        await host.text(database.stopWriting);
    });

    it("knows how old its newest snapshot is", async () => {
        const status = await host.text("hardened-host-backup status");
        assert.match(status, new RegExp(`last good snapshot: ${snapshot.slice(0, 8)}, 0 hours and \\d minutes ago`));
    });

    it("is exposed by 2.5 at most while it reads everything", async () => {
        for (const unit of ["hardened-host-backup", "hardened-host-backup-check"]) {
            const text = await host.text(`systemd-analyze security --no-pager ${unit}.service | tail -n 1`);
            const exposure = Number(/: (\d+\.\d)/.exec(text)?.[1]);
            assert.ok(exposure <= 2.5, text);
        }
    });

    it("checks the repository, and finds a sample of its files in it as they are on disk", async () => {
        assert.equal(
            (await host.exec("systemctl start hardened-host-backup-check.service")).status,
            0,
            await host.log(),
        );
        const [, compared] = /and (\d+) files of snapshot/.exec(await host.log("hardened-host-backup-check")) ?? [];
        assert.ok(Number(compared) >= 5, await host.log("hardened-host-backup-check"));
    });

    it("is back on a new machine, whose accounts have other numbers, from repository and stack alone", async () => {
        await host.remove();
        host = await BackedUpHost.create(world);
        // In the other order, after an account that the old machine did not have.
        await host.text("useradd --system newcomer; useradd --system reader; useradd --system keeper");
        // What a fresh app has left there, and must not survive beside the restored data.
        await host.text(
            "mkdir -p /srv/shop; echo fresh >/srv/shop/fresh.journal; mkdir -p /srv/other; echo mine >/srv/other/mine",
        );
        await host.deliver(stack, { restoreFrom: "latest" });
        await host.text(
            "while systemctl is-active --quiet hardened-host-backup-restore || [ ! -e /var/lib/hardened-host-backup/restored ]; do systemctl is-failed --quiet hardened-host-backup-restore && break; sleep 0.2; done",
        );
        assert.equal((await host.exec("systemctl is-failed hardened-host-backup-restore")).status, 1, await host.log());
        assert.equal(difference(files, await host.text(describeFiles)), "");
        assert.equal(await host.text("cat /srv/other/mine"), "mine");
    });

    it("has every row of its database as of one moment", async () => {
        assert.equal(await host.text(database.readWholeness), "whole");
        assert.ok(Number(await host.text(database.countMoves)) > 0);
    });

    it("has an app that does not start without its data", async () => {
        assert.equal(await host.text("systemctl is-active ledger.service"), "active");
        assert.match(await host.text("cat /var/lib/ledger/rows"), /row 3/);
    });

    it("is never overwritten by a restore again: not by a delivery, not by a boot", async () => {
        await host.text("echo changed >/srv/shop/goods");
        await host.deliver(stack, { restoreFrom: "latest", staleAfterHours: 27 });
        await host.host.machine.powerOff();
        await host.host.machine.boot();
        await host.exec("systemctl start hardened-host-backup-restore.service");
        assert.equal(await host.text("cat /srv/shop/goods"), "changed");
    });

    it("goes on with its backups in the same repository", async () => {
        await host.text("until runuser -u postgres -- psql -d shop -c 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done");
        const next = await host.backUpWell();
        assert.notEqual(next, snapshot);
        const { stdout } = await host.restic("snapshots --no-lock --json");
        assert.equal(stdout.match(/"short_id"/g)?.length, 2);
    });
});
