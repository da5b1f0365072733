import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sharedGuest } from "./world/guest";
import { makeKey } from "./world/login-key";

describe("a change that would lock the owner out", () => {
    it("rolls back by itself, fails with a clear story, and the next correct up works", async () => {
        const guest = await sharedGuest();
        const before = await guest.rootText(
            "sha256sum /etc/ssh/authorized_keys.d/* /etc/ssh/sshd_config; hardened-host status | head -n 1",
        );
        const stranger = await makeKey(join(guest.clone, "..", "lockout"));
        await guest.hangUp();
        // Only a key that the deployer does not have: sshd accepts the file, and nobody could log in any more.
        await guest.changeSettings(({ login }) => {
            login["authorizedKeys"] = [stranger];
            login["authorizedKeyFiles"] = [];
        });
        const lockedOut = await guest.up();
        assert.notEqual(lockedOut.status, 0);
        assert.match(lockedOut.output, /could not be confirmed: no login as deploy@/);
        assert.match(lockedOut.output, /rolled itself back and is reachable as before/);
        const after = await guest.rootText(
            "sha256sum /etc/ssh/authorized_keys.d/* /etc/ssh/sshd_config; hardened-host status | head -n 1",
        );
        assert.equal(after, before);
        await guest.changeSettings(({ login }) => {
            delete login["authorizedKeys"];
            login["authorizedKeyFiles"] = ["~/.local/state/hardened-host/id_ed25519.pub"];
        });
        const corrected = await guest.up();
        assert.equal(corrected.status, 0, corrected.output);
    });

    it("is undone by the host alone when the deploying computer dies in the middle; a second up finishes", async () => {
        const guest = await sharedGuest();
        const before = await guest.rootText("hardened-host status | head -n 1");
        await guest.hangUp();
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { port: 6222, maxAuthTries: 4 };
        });
        await guest.killUpWhen(/putting the new files in place/);
        await waitUntil(240, async () =>
            (await guest.rootText("hardened-host status")).includes("no confirmation arrived"),
        );
        assert.ok((await guest.rootText("hardened-host status")).startsWith(before));
        await guest.npm(["pulumi", "--", "cancel", "--yes", "--stack", "local"]);
        const finished = await guest.up();
        assert.equal(finished.status, 0, finished.output);
        assert.equal((await guest.outputs()).sshPort, 6222);
        assert.equal((await guest.ssh("true")).status, 0);
    });
});

describe("a server with another host key at the same address and port", () => {
    it("is refused before anything is sent", async () => {
        const guest = await sharedGuest();
        await guest.rootText(`
            cp -p /etc/ssh/ssh_host_ed25519_key /etc/ssh/ssh_host_ed25519_key.pub /root/
            rm /etc/ssh/ssh_host_ed25519_key*
            ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
            systemctl reload ssh.service`);
        const generations =
            "ls /var/lib/hardened-host/generations | wc -l; journalctl -u ssh.service -o cat | grep -c '^Accepted'";
        const before = await guest.rootText(generations);
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { port: 6222, maxAuthTries: 5 };
        });
        const refused = await guest.up();
        // The multiplexed connection of this test was made before the key changed.
        const after = await guest.rootText(generations);
        await guest.rootText("mv /root/ssh_host_ed25519_key* /etc/ssh/ && systemctl reload ssh.service");
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { port: 6222, maxAuthTries: 4 };
        });
        assert.notEqual(refused.status, 0);
        assert.match(refused.output, /shows a host key other than the pinned one, so nothing was sent/);
        assert.equal(after, before);
    });
});

async function waitUntil(timeoutSeconds: number, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + timeoutSeconds * 1000;
    while (!(await holds().catch(() => false))) {
        if (Date.now() > deadline) throw new Error(`not within ${timeoutSeconds} s`);
        await sleep(5000);
    }
}
