import assert from "node:assert/strict";
import type { Release } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { difference } from "../faults/world/difference";
import { World } from "../faults/world/world";
import { BackedUpHost, stackFor, type StackOfHost } from "./backed-up-host";
import { describeFiles, makeFiles } from "./files";
import { Store } from "./store";

/** restic 0.14 knows no holes in files; 0.16 does. */
const releases: Readonly<Partial<Record<Release, { readonly keepsHoles: boolean }>>> = {
    "debian-12": { keepsHoles: false },
    "ubuntu-24.04": { keepsHoles: true },
};

for (const [release, { keepsHoles }] of Object.entries(releases) as [Release, { keepsHoles: boolean }][]) {
    describe(`with the restic of ${release}, a host that burns`, function () {
        this.timeout(5 * 60 * 1000);
        let world: World;
        let store: Store;
        let stack: StackOfHost;
        let host: BackedUpHost;
        let files: string;

        before(async function () {
            await skipWithoutContainers(this);
            world = await World.create({ release, with: ["acl", "attr", "restic"], without: [] });
            store = await Store.create(world.network);
            stack = { ...stackFor(store), distribution: release };
            host = await BackedUpHost.create(world);
            await host.text(makeFiles);
        });
        after(async () => {
            await host.remove();
            await store.remove();
            await world.remove();
        });

        const files_ = async () =>
            keepsHoles ? host.text(describeFiles) : (await host.text(describeFiles)).replace(/\nsparse$/, "");

        it("backs up twice, and its repository passes the check", async () => {
            await host.deliver(stack, { paths: ["/srv/data", "/srv/shop"], exclude: ["cache"] });
            await host.backUpWell();
            files = await files_();
            await host.backUpWell();
            const checked = await host.exec("systemctl start hardened-host-backup-check.service");
            assert.equal(checked.status, 0, await host.log());
        });

        it("is told of a wrong password and of an emptied repository", async () => {
            const paths = { paths: ["/srv/data", "/srv/shop"], exclude: ["cache"] };
            await host.deliver({ ...stack, password: "not-the-right-one" }, paths);
            assert.notEqual((await host.backUp()).status, 0);
            assert.match(await host.log("hardened-host-backup"), /refuses the password/);
            await host.deliver(stack, paths);
            await store.machine.text(`mv ${Store.folder} /srv/whole; mkdir ${Store.folder}`);
            assert.notEqual((await host.backUp()).status, 0);
            assert.match(await host.log("hardened-host-backup"), /the repository is gone/);
            await store.machine.text(`rm -r ${Store.folder}; mv /srv/whole ${Store.folder}`);
            await host.backUpWell();
        });

        it("is back on a new machine as it was", async () => {
            await host.remove();
            host = await BackedUpHost.create(world);
            await host.text(
                "useradd --system reader; useradd --system keeper; mkdir -p /srv/shop; echo x >/srv/shop/fresh",
            );
            await host.deliver(stack, {
                ...{ paths: ["/srv/data", "/srv/shop"], exclude: ["cache"] },
                restoreFrom: "latest",
            });
            const waited = await host.exec("hardened-host-backup wait-for-restore");
            assert.equal(waited.status, 0, `${waited.output}\n${await host.log()}`);
            assert.equal(difference(files, await files_()), "");
        });
    });
}
