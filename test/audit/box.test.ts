import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { stock } from "../faults/world/birth";
import { World } from "../faults/world/world";
import { AuditedHost } from "./world/audited-host";

describe("the box that foreign programs run in", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let host: AuditedHost;
    const list = () =>
        host.host.machine.text("ls -A /media /tmp; systemctl list-units --all --no-legend 'hardened-host-audit*'");

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        host = new AuditedHost(world, await world.makeHost(stock), stock.access);
        await host.host.machine.text("apt-get -qq update");
    });
    after(async () => {
        await host.host.remove();
        await world.remove();
    });

    it("has the borrowed packages, and the host does not", async () => {
        const { status, stdout, output } = await host.borrow(["hh-alpha"], "cat usr/share/hh-alpha/content");
        assert.equal(status, 0, output);
        assert.equal(stdout, "hh-alpha\n");
        assert.equal((await host.host.machine.exec("dpkg -s hh-alpha || ls /usr/share/hh-alpha")).status, 2);
    });

    it("lets them write nowhere on the host", async () => {
        const places =
            "/etc /usr/bin /var/lib /var/log /root /home /boot /opt /srv /run /dev/shm /proc/sys/kernel /sys/kernel";
        const attempt = `for d in ${places}; do if (: >$d/probe) 2>/dev/null; then echo "written: $d"; fi; done; (: >/media/own) && echo own`;
        const { stdout, output } = await host.borrow(["hh-alpha"], attempt);
        assert.equal(stdout, "own\n", output);
    });

    it("is what ends first where memory is short", async () => {
        const { stdout, output } = await host.borrow(["hh-alpha"], "cat /proc/self/oom_score_adj");
        assert.equal(stdout, "1000\n", output);
    });

    it("is gone without a trace when what runs in it is killed", async () => {
        const clean = await list();
        const running = host.borrow(["hh-alpha"], "touch /media/left /tmp/box-has-begun; sleep 600");
        await host.host.machine.text(`for _ in $(seq 600); do [ ! -e /tmp/box-has-begun ] || break; sleep 0.1; done
            systemctl kill -s KILL 'hardened-host-audit-*'; rm /tmp/box-has-begun`);
        assert.notEqual((await running).status, 0);
        await host.host.machine.text("sleep 1");
        assert.equal(await list(), clean);
    });

    it("says what is missing where the host cannot have a package", async () => {
        const { status, output } = await host.borrow(["no-such-package"], "true");
        assert.equal(status, 1);
        assert.match(output, /Unable to locate package no-such-package/);
    });
});
