import assert from "node:assert/strict";
import { run } from "./world/command";
import { sharedGuest, type Guest } from "./world/guest";
import { makeKey } from "./world/login-key";

describe("an ordinary up", () => {
    let guest: Guest;
    const newPort = 5222;

    before(async () => {
        guest = await sharedGuest();
    });

    it("changes one file in at most three handshakes", async () => {
        const unchanged = await guest.up();
        await guest.changeSettings(({ host }) => {
            host["ssh"] = { maxAuthTries: 4 };
        });
        const changed = await guest.up();
        assert.equal(changed.status, 0, changed.output);
        const handshakes = Number(/(\d+) SSH handshakes/.exec(changed.output)?.[1]);
        const seconds = (changed.seconds - unchanged.seconds).toFixed(1);
        process.stdout.write(`      ${handshakes} handshakes, ${seconds} s more than an up that changes nothing\n`);
        assert.ok(handshakes <= 3, changed.output);
    });

    it("brings a second key, and takes it away again", async () => {
        const identity = `${guest.identityFile}-second`;
        const publicKey = await makeKey(identity);
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
        const old = await run("timeout", ["5", "bash", "-c", `exec 3<>/dev/tcp/${address}/4222`]);
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
        // A parser that refuses: the same text, which the real one accepts, must not get through. Before OpenSSH 9.8 the
        // same program serves each connection.
        await guest.rootText(`mv /usr/sbin/sshd /usr/sbin/sshd.real
            printf '#!/bin/sh\\ncase " $* " in *" -t "*) echo refused; exit 255 ;; esac\\nexec /usr/sbin/sshd.real "$@"\\n' >/usr/sbin/sshd
            chmod +x /usr/sbin/sshd`);
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

async function loginStatus(guest: Guest, identity: string): Promise<number> {
    const { address, sshPort } = await guest.outputs();
    const options = ["-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-i", identity, "-p", String(sshPort)];
    return (await run("ssh", [...(await guest.pinned()), ...options, `deploy@${address}`, "true"])).status;
}
