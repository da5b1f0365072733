import assert from "node:assert/strict";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { World } from "../faults/world/world";
import { mustRun } from "../vm/world/command";
import { BackedUpHost, packages, stackFor } from "./backed-up-host";
import { makeFiles } from "./files";
import { Store } from "./store";

describe("a repository of another kind", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let store: Store;
    let host: BackedUpHost;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create(debian13With(packages));
        store = await Store.create(world.network);
        host = await BackedUpHost.create(world);
        await host.text(makeFiles);
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    async function backUpAndCheck(): Promise<void> {
        const snapshot = await host.backUpWell();
        assert.equal((await host.exec("systemctl start hardened-host-backup-check")).status, 0, await host.log());
        const restored = await host.restic(`restore ${snapshot} --no-lock --verify --target /tmp/${snapshot}`);
        assert.equal(restored.status, 0, restored.output);
    }

    it("may be a folder of an SSH server, of which one host key is believed", async () => {
        const identity = `${host.host.deployer.folder}/store-key`;
        await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", identity]);
        const publicKey = await mustRun("cat", [`${identity}.pub`]);
        const hostKey = await store.machine.text(
            `useradd --create-home keeper; install -d -o keeper /home/keeper/.ssh /srv/by-ssh
            echo '${publicKey.trim()}' >/home/keeper/.ssh/authorized_keys
            ssh-keygen -q -A; systemctl restart ssh; cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub`,
        );
        const repository = { type: "sftp", host: store.machine.address, user: "keeper", path: "/srv/by-ssh", hostKey };
        const stack = { ...stackFor(store), credential: await mustRun("cat", [identity]) };
        await host.deliver(stack, { repository });
        await backUpAndCheck();

        const impostor = (await mustRun("cat", [`${identity}.pub`])).split(" ").slice(0, 2).join(" ");
        await host.deliver(stack, { repository: { ...repository, hostKey: impostor } });
        assert.notEqual((await host.backUp()).status, 0);
    });

    it("may be a folder of another disk, which is missed when it is not mounted", async () => {
        await host.deliver(stackFor(store), { repository: { type: "folder", path: "/srv/backup-disk" } });
        await backUpAndCheck();
        await host.text("mount -t tmpfs -o mode=0700,uid=hardened-host-backup tmpfs /srv/backup-disk");
        assert.notEqual((await host.backUp()).status, 0);
        assert.match(await host.log("hardened-host-backup"), /the repository is gone/);
        await host.text("umount /srv/backup-disk");
        await host.backUpWell();
    });
});
