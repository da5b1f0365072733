import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { checksScript, defaultChecks, readOutcomes } from "./world/checks";
import { sharedGuest, type Guest } from "./world/guest";
import { segmentAddresses } from "./world/segment";

const bootId = (guest: Guest) => guest.rootText("cat /proc/sys/kernel/random/boot_id");

/** Sets the guest's clock to shortly before the moment at which the window's timer fires. */
const approachWindow = `
    set -e
    systemctl stop systemd-timesyncd.service
    next=$(systemctl show -p NextElapseUSecRealtime --value hardened-host-reboot.timer)
    test -n "$next"
    date --set "@$(($(date --date "$next" +%s) - 10))" >/dev/null`;

describe("the reboot window", () => {
    let guest: Guest;

    before(async () => {
        guest = await sharedGuest();
        // Checks of the default settings: the port of an earlier test goes back to them.
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { port: 4222 };
            delete host["firewall"];
        });
        const back = await guest.up();
        assert.equal(back.status, 0, back.output);
        await guest.hangUp();
    });

    it("passes without a restart when none is needed", async () => {
        const before = await bootId(guest);
        await guest.rootText(`rm -f /run/reboot-required; ${approachWindow}`);
        // needrestart looks at every process, which takes a minute in an emulated guest.
        await guest.rootText(
            "timeout 400 sh -c 'until journalctl -b -u hardened-host-reboot.service -o cat | grep -q ^Finished; do sleep 3; done'",
        );
        assert.equal(await bootId(guest), before);
    });

    it("restarts the machine when an update asks for it, also while somebody is logged in", async () => {
        const before = await bootId(guest);
        await guest.rootText(`touch /run/reboot-required; ${approachWindow}`);
        // A shell that its owner has forgotten; it ends with the restart.
        const shell = guest.ssh("sleep 900").catch(() => undefined);
        const deadline = Date.now() + 600_000;
        let now = before;
        while (now === before) {
            assert.ok(Date.now() < deadline, "no restart within 600 s");
            await sleep(10_000);
            // Over the shell's connection while it stands; the restart ends both.
            now = await bootId(guest).catch(() => before);
        }
        await shell;
    });
});

describe("after the restart", () => {
    it("every check still holds", async () => {
        const guest = await sharedGuest();
        const checks = defaultChecks();
        // Units of the boot may still be starting.
        await guest.rootText("systemctl is-system-running --wait || true");
        const result = await guest.root(checksScript(checks));
        const outcomes = readOutcomes(result.stdout);
        const failed = checks
            .filter((_, index) => !outcomes[index]?.passed)
            .map(({ by, check }) => `${by}: ${check.title}`);
        assert.deepEqual(failed, [], result.stdout);
    });

    it("only SSH answers to the neighbour", async () => {
        const guest = await sharedGuest();
        const args = ["-sS", "-Pn", "-n", "-p", "22,4222", segmentAddresses.guest];
        const scan = await guest.segment.inNeighbour("nmap", args);
        assert.match(scan.stdout, /^4222\/tcp\s+open/m);
        assert.doesNotMatch(scan.stdout, /^22\/tcp\s+open/m);
    });

    it("the stack finds nothing to change", async () => {
        const guest = await sharedGuest();
        const args = ["preview", "--", "local", "--refresh", "--expect-no-changes", "--diff", "--non-interactive"];
        const preview = await guest.npm(args);
        assert.equal(preview.status, 0, preview.output);
    });

    it("no unit has failed", async () => {
        const guest = await sharedGuest();
        assert.equal(await guest.rootText("systemctl --failed --no-legend --plain"), "");
    });
});
