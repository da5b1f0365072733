import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { stock } from "../faults/world/birth";
import { FoundServer } from "../faults/world/found-server";
import { World } from "../faults/world/world";

/** So many that systemd, which has an order of its own at each start, would be sure to lose one of them. */
const services = Array.from({ length: 12 }, (_, index) => `hh-named-${index}`);

/** Disabled, and started by hand: ssh.service has lost its second name, which another unit speaks of. */
const disableAndStart = "systemctl disable --quiet --now ssh.service; systemctl start ssh.service";

describe("a running service that gets a second name", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let found: FoundServer;
    const text = (script: string) => found.server.machine.text(script);

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        found = await FoundServer.make(world, disableAndStart);
    });
    after(async () => {
        await found.server.remove();
        await world.remove();
    });

    async function mustRunAsService(): Promise<void> {
        const [state, main, listening] = await Promise.all([
            text("systemctl is-active ssh.service; systemctl is-enabled ssh.service"),
            text("systemctl show -P MainPID ssh.service"),
            text(`ss -H -ltnp | sed -n 's/.*"sshd",pid=\\([0-9]*\\).*/\\1/p' | sort -u`),
        ]);
        assert.equal(state, "active\nenabled");
        assert.equal(listening, main, "an SSH server that is nobody's");
    }

    const mainProcesses = async () => {
        const shown = await text(`systemctl show -P MainPID ${services.join(" ")}`);
        return shown
            .split("\n")
            .filter((pid) => /^[1-9]/.test(pid))
            .sort(byNumber);
    };
    const renamed = async () => {
        const reload = "/usr/local/lib/hardened-host/reload-units";
        await text(`systemctl enable --no-reload --quiet ${services.join(" ")}; ${reload}`);
        return mainProcesses();
    };

    it("does not trouble the takeover of a server whose SSH service was started by hand", async () => {
        const shell = found.server.openShell(stock.access, "echo in; sleep 600");
        const closed = new Promise((resolve) => shell.once("close", resolve));
        await new Promise((resolve) => shell.stdout?.once("data", resolve));
        await found.deliver();
        await mustRunAsService();
        assert.equal(await found.server.answersOn(22), false);
        assert.equal(shell.exitCode, null, "who was logged in has been thrown out");
        shell.kill();
        await closed;
    });

    it("nor a delivery that comes upon the same later", async () => {
        await text(disableAndStart);
        await found.deliver();
        await mustRunAsService();
    });

    it("is not forgotten by systemd, whatever the order in which it reads its units", async () => {
        await text(startByHand);
        const [before, after] = [await mainProcesses(), await renamed()];
        assert.equal(before.length, services.length);
        assert.equal(after.length, services.length);
        assert.deepEqual(await text("pgrep -f -x '/bin/sleep 8888'"), after.join("\n"), "processes that are nobody's");
        await text(forget);
    });

    it("is as it was found when the server is given back", async () => {
        await found.mustGiveBack();
        assert.equal(await found.traces(), "");
        assert.equal(await found.server.lets(stock.access), true);
    });
});

const byNumber = (one: string, other: string) => Number(one) - Number(other);

const folder = "/etc/systemd/system";

const startByHand = `
    for name in ${services.join(" ")}; do
        printf '%s\\n' '[Unit]' "After=$name-too.service" '[Service]' 'ExecStart=/bin/sleep 8888' \\
            '[Install]' "Alias=$name-too.service" >${folder}/$name.service
    done
    systemctl daemon-reload; systemctl start ${services.join(" ")}`;

const forget = `systemctl stop ${services.join(" ")}; rm -f ${folder}/hh-named-*; systemctl daemon-reload`;
