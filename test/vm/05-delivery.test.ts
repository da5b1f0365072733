import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mustRun, run } from "./world/command";
import { sharedGuest, type Guest } from "./world/guest";

describe("drift", () => {
    let guest: Guest;
    let preview = "";

    before("change the host by hand", async () => {
        guest = await sharedGuest();
        await guest.rootText(`
            sed -i 's/^kernel.dmesg_restrict.*/kernel.dmesg_restrict = 0/' /etc/sysctl.d/*hardened-host*.conf
            systemctl stop auditd.service 2>/dev/null || kill "$(cat /run/auditd.pid)"
            echo 'deploy ALL=(ALL) ALL' >/etc/ssh/authorized_keys.d/stranger`);
        const result = await guest.npm(["preview", "--", "local", "--refresh", "--diff", "--non-interactive"]);
        preview = result.output;
        assert.equal(result.status, 0, preview);
    });

    it("of a file is shown as a line difference", () => {
        assert.match(preview, /^\s*[-~] .*kernel\.dmesg_restrict = 0/m);
        assert.match(preview, /^\s*[+~] .*kernel\.dmesg_restrict = 1/m);
    });

    it("of a stopped unit is shown", () => {
        assert.match(preview, /auditd\.service[\s\S]{0,200}active\s*: false => true/);
    });

    it("of a stranger in a managed folder is shown", () => {
        assert.match(preview, /authorized_keys\.d\/stranger/);
    });

    it("is repaired by up, and gone afterwards", async () => {
        const up = await guest.npm(["up", "--", "local", "--refresh", "--yes", "--skip-preview", "--non-interactive"]);
        assert.equal(up.status, 0, up.output);
        await guest.rootText(`
            set -e
            systemctl is-active --quiet auditd.service
            test ! -e /etc/ssh/authorized_keys.d/stranger
            grep -rqx 'kernel.dmesg_restrict = 1' /etc/sysctl.d/
            test "$(sysctl -n kernel.dmesg_restrict)" = 1`);
        const args = ["preview", "--", "local", "--refresh", "--expect-no-changes", "--non-interactive"];
        const again = await guest.npm(args);
        assert.equal(again.status, 0, again.output);
    });
});

describe("an ordinary up", () => {
    let guest: Guest;
    const newPort = 5222;

    before(async () => {
        guest = await sharedGuest();
    });

    it("brings a second key, and takes it away again", async () => {
        const identity = `${guest.identityFile}-second`;
        if (!(await run("test", ["-e", identity])).status) await run("rm", ["-f", identity, `${identity}.pub`]);
        await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", identity]);
        const publicKey = (await readFile(`${identity}.pub`, "utf8")).trim();
        await guest.changeSettings(({ login }) => {
            login["authorizedKeys"] = [publicKey];
        });
        const added = await guest.up();
        assert.equal(added.status, 0, added.output);
        assert.equal(await loginStatus(guest, identity), 0);
        await guest.changeSettings(({ login }) => {
            delete login["authorizedKeys"];
        });
        const removed = await guest.up();
        assert.equal(removed.status, 0, removed.output);
        assert.equal(await loginStatus(guest, identity), 255);
    });

    it("moves the SSH port: proved by a new login, the old one closed", async () => {
        const { address } = await guest.outputs();
        await guest.hangUp();
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { port: newPort };
        });
        const moved = await guest.up();
        assert.equal(moved.status, 0, moved.output);
        assert.match(moved.output, /confirmed over a new connection/);
        assert.equal((await guest.outputs()).sshPort, newPort);
        assert.equal((await guest.ssh("true")).status, 0);
        const listening = await guest.rootText("ss -Htln");
        assert.doesNotMatch(listening, /:4222\s/);
        const old = await run("nc", ["-z", "-w", "5", address, "4222"]);
        assert.notEqual(old.status, 0, "the old port still answers");
    });

    it("brings a new opening: firewall and forward, and nothing else", async () => {
        await guest.changeSettings(({ host }) => {
            host["firewall"] = { openings: [{ protocol: "tcp", port: 8080, purpose: "a web server of the owner" }] };
        });
        const opened = await guest.up();
        assert.equal(opened.status, 0, opened.output);
        const { address } = await guest.outputs();
        await guest.rootText(
            'systemd-run --quiet --unit=vm-opening python3 -c \'import socket; s=socket.create_server(("", 8080)); [s.accept()[0].sendall(b"open\\n") for _ in range(3)]\'; sleep 3',
        );
        const answer = await run("timeout", ["20", "bash", "-c", `exec 3<>/dev/tcp/${address}/8080 && head -n 1 <&3`]);
        await guest.rootText("systemctl stop vm-opening.service");
        assert.equal(answer.stdout.trim(), "open", answer.output);
    });

    it("refuses a sshd_config that its own parser refuses, before anything changes", async () => {
        const generation = (await guest.outputs()).generation;
        const before = await guest.rootText("sha256sum /etc/ssh/sshd_config");
        // A parser that refuses: the same text, which the real one accepts, must not get through.
        await guest.rootText(
            "mv /usr/sbin/sshd /usr/sbin/sshd.real; printf '#!/bin/sh\\necho refused; exit 255\\n' >/usr/sbin/sshd; chmod +x /usr/sbin/sshd",
        );
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { port: newPort, maxAuthTries: 4 };
        });
        const refused = await guest.up();
        await guest.rootText("mv -f /usr/sbin/sshd.real /usr/sbin/sshd");
        assert.notEqual(refused.status, 0);
        assert.match(refused.output, /sshd_config was refused by its own parser/);
        assert.equal(await guest.rootText("sha256sum /etc/ssh/sshd_config"), before);
        assert.equal((await guest.outputs()).generation, generation);
        const corrected = await guest.up();
        assert.equal(corrected.status, 0, corrected.output);
    });
});

describe("a change that would lock the owner out", () => {
    it("rolls back by itself, fails with a clear story, and the next correct up works", async () => {
        const guest = await sharedGuest();
        const before = await guest.rootText(
            "sha256sum /etc/ssh/authorized_keys.d/* /etc/ssh/sshd_config; hardened-host status | head -n 1",
        );
        const { stdout: stranger } = await makeKey(join(guest.clone, "..", "lockout"));
        await guest.hangUp();
        // Only a key that the deployer does not have: sshd accepts the file, and nobody could log in any more.
        await guest.changeSettings(({ login }) => {
            login["authorizedKeys"] = [stranger.trim()];
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

async function makeKey(path: string): Promise<{ stdout: string }> {
    await run("rm", ["-f", path, `${path}.pub`]);
    await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
    return { stdout: await readFile(`${path}.pub`, "utf8") };
}

async function loginStatus(guest: Guest, identity: string): Promise<number> {
    const { address, sshPort } = await guest.outputs();
    const options = ["-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-i", identity, "-p", String(sshPort)];
    return (await run("ssh", [...(await guest.pinned()), ...options, `deploy@${address}`, "true"])).status;
}
