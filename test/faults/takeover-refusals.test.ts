import assert from "node:assert/strict";
import type { ExistingServerInputs } from "../../provider/existing-server/inputs";
import { skipWithoutContainers } from "../containers/container";
import { stock } from "./world/birth";
import { difference } from "./world/difference";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { meetingOf, takingOver } from "./world/takeover";
import { World } from "./world/world";

describe("a server that cannot be taken over", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let server: FaultyHost;
    let inputs: ExistingServerInputs;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        server = await world.makeHost(stock);
        inputs = meetingOf(server);
        await server.machine.text(`useradd --create-home --shell /bin/bash plain
            install -d -o plain -m 0700 /home/plain/.ssh
            install -o plain -m 0600 /root/.ssh/authorized_keys /home/plain/.ssh/authorized_keys`);
    });
    after(async () => {
        await server.remove();
        await world.remove();
    });

    const hurt = (script: string) => server.machine.text(script);

    /** The message with which the server is refused; fails when it is not, or when anything was changed on it. */
    async function refusal(change: Partial<ExistingServerInputs> = {}, given = inputs): Promise<string> {
        const found = await server.fingerprint();
        const { output, state } = await server.deployer.meet({ operation: "create", inputs: { ...given, ...change } });
        assert.equal(state, undefined, output);
        assert.doesNotMatch(output, /BUG/);
        assert.equal(difference(found, await server.fingerprint()), "");
        return output.slice(output.indexOf("error: "));
    }
    const withoutKey = () => {
        const { hostKey: _hostKey, ...rest } = inputs;
        return rest;
    };
    const fingerprint = async () =>
        /SHA256:\S+/.exec(await hurt("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"))?.[0] ?? "";

    it("is not trusted silently: its fingerprint is shown, and what to do with it", async () => {
        const found = await server.deployer.meet({ operation: "create", inputs: withoutKey() });
        assert.equal(found.state, undefined);
        const shown = await fingerprint();
        assert.match(found.output, /cloud\.existing\.acceptHostKey: is missing, and so is hostKey/);
        assert.ok(found.output.includes(`set cloud.existing.acceptHostKey to ${shown} `), found.output);
        const accepted = { ...withoutKey(), acceptHostKey: shown };
        const { state, output } = await server.deployer.meet({ operation: "create", inputs: accepted });
        assert.equal(state?.currentHostKey, inputs.hostKey, output);
    });

    it("shows a host key other than the one that was given, or accepted: both are named, and nothing is sent", async () => {
        const other = `SHA256:${"A".repeat(43)}`;
        const { output } = await server.deployer.meet({
            operation: "create",
            inputs: { ...withoutKey(), acceptHostKey: other },
        });
        const both = new RegExp(`stands for ${other}, and .* shows ${(await fingerprint()).replace(/[+]/g, "\\+")};`);
        assert.match(output, both);
        const accepted = () => hurt("journalctl -q -u ssh.service -o cat | grep -c '^Accepted' || :");
        const before = await accepted();
        const wrong = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
        assert.match(await refusal({ hostKey: wrong }), /cloud\.existing\.hostKey: stands for .* nothing was sent/);
        assert.equal(await accepted(), before);
    });

    it("lets in another key only", async () => {
        const identityFile = server.host.keys[1]?.identityFile;
        assert.match(
            await refusal({ identityFile }),
            /cloud\.existing\.user: no login as root@\S+ port 22: .*Permission denied \(publickey/,
        );
    });

    it("has an account that may not become root", async () => {
        const message = await refusal({ user: "plain" });
        assert.match(message, /cloud\.existing\.user: plain cannot become root: sudo: .*password is required/);
    });

    it("has no sudo at all", async () => {
        await hurt("chmod 0 /usr/bin/sudo");
        const message = await refusal({ user: "plain" });
        await hurt("chmod 4755 /usr/bin/sudo");
        assert.match(message, /plain cannot become root: .*sudo.*(not found|denied)/);
    });

    it("is welcome by an account that may become root by sudo", async () => {
        await hurt("echo 'plain ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/plain; chmod 0440 /etc/sudoers.d/plain");
        const asPlain = { ...inputs, user: "plain" };
        const { state, output } = await server.deployer.meet({ operation: "create", inputs: asPlain });
        assert.deepEqual(state?.currentHostKey, inputs.hostKey, output);
    });

    it("turns commands away, as root's key on many cloud images does", async () => {
        await hurt(`cp /root/.ssh/authorized_keys /root/keys
            sed -i 's/^/command="echo Please login as the user debian; exit 142" /' /root/.ssh/authorized_keys`);
        const message = await refusal();
        await hurt("mv /root/keys /root/.ssh/authorized_keys");
        assert.match(message, /runs no shell commands, it says: Please login as the user debian/);
    });

    it("runs another distribution than planned, or one that is not supported", async () => {
        assert.match(
            await refusal({ distribution: "debian-12" }),
            /host\.distribution: is debian-12, and the server runs debian-13; .* Set it to debian-13/,
        );
        await hurt(
            "cp -P /etc/os-release /root/os; rm /etc/os-release; printf 'ID=fedora\\nVERSION_ID=43\\n' >/etc/os-release",
        );
        const message = await refusal();
        await hurt("rm /etc/os-release; mv /root/os /etc/os-release");
        assert.match(
            message,
            /host\.distribution: is debian-13, and the server runs fedora-43; what can be taken over is/,
        );
    });

    it("is not delivered to either when it runs another distribution than planned", async () => {
        const found = await server.fingerprint();
        const variant = { ...drawVariant(new Random(3), undefined, true), user: "deploy", sshPort: 4222, key: 0 };
        const planned = { ...takingOver(server, variant), distribution: "ubuntu-24.04" };
        const { status, output } = await server.deployer.deliver(planned);
        assert.equal(status, 1);
        assert.match(
            output,
            /error: host\.distribution: is ubuntu-24\.04, and the host runs debian-13; .*Nothing was changed/,
        );
        assert.equal(difference(found, await server.fingerprint()), "");
    });

    it("has a read-only file system", async () => {
        // The container's own root cannot be remounted: its journal is being written.
        await hurt("for folder in /etc /usr; do mount --bind $folder $folder; mount -o remount,bind,ro $folder; done");
        const message = await refusal();
        await hurt("umount --lazy /etc /usr");
        assert.match(message, /cloud\.existing\.address: root cannot write to \/etc, \/usr, .* must be writable/);
    });

    it("has too little room", async () => {
        await hurt("fallocate -l 800M /var/ballast");
        const message = await refusal();
        await hurt("rm /var/ballast");
        assert.match(message, /too little room is left in .*\/var \(\d+ MiB\)/);
    });

    it("lacks a tool, has packages half-done, another program on the port and another firewall: all of it is said", async () => {
        await hurt(`apt-get -qq update; apt-get -qq -y install hh-broken >/dev/null 2>&1 || :
            mv /usr/bin/flock /root/flock; mkdir -p /etc/ufw; echo ENABLED=yes >/etc/ufw/ufw.conf
            printf '#!/bin/sh\\n' >/usr/sbin/ufw; chmod 755 /usr/sbin/ufw
            systemd-run --quiet --unit=squatter python3 -c 'import socket, time
s = socket.create_server(("", 4222)); time.sleep(600)'
            sleep 0.5`);
        const message = await refusal();
        await hurt(`systemctl stop squatter; mv /root/flock /usr/bin/flock; rm -r /etc/ufw /usr/sbin/ufw
            dpkg --force-all --purge hh-broken >/dev/null 2>&1`);
        assert.match(message, /the server lacks flock; .*apt-get install util-linux/);
        assert.match(message, /package manager of the server is in no good state: .*hh-broken/);
        assert.match(message, /host\.ssh\.port: is 4222, where python3\S* waits on the server/);
        assert.match(message, /host\.firewall: ufw is active .*Run `ufw disable`/);
        const { state, output } = await server.deployer.meet({ operation: "create", inputs });
        assert.notEqual(state, undefined, output);
    });

    it("has no ed25519 host key, or keeps it elsewhere than where it belongs", async () => {
        await hurt(`mkdir /root/keys; cp -p /etc/ssh/ssh_host_ed25519_key* /root/keys
            echo 'HostKey /root/keys/ssh_host_ed25519_key' >/etc/ssh/sshd_config.d/keys.conf
            rm /etc/ssh/ssh_host_ed25519_key*; systemctl restart ssh.service`);
        const elsewhere = await refusal();
        await hurt("rm /etc/ssh/sshd_config.d/keys.conf; systemctl restart ssh.service");
        const without = await refusal({}, withoutKey());
        const pinned = await refusal();
        await hurt("mv /root/keys/* /etc/ssh; systemctl restart ssh.service");
        assert.match(elsewhere, /\/etc\/ssh\/ssh_host_ed25519_key\.pub is missing/);
        for (const message of [without, pinned]) {
            assert.match(message, /has no ed25519 host key, only .*rsa-sha2-512/);
        }
    });

    it("does not answer", async () => {
        assert.match(await refusal({ port: 2222 }), /cloud\.existing\.user: no login as root@\S+ port 2222: .*refused/);
        assert.match(
            (await server.deployer.meet({ operation: "create", inputs: { ...withoutKey(), port: 2222 } })).output,
            /cloud\.existing\.address: no SSH server answers at \S+ port 2222: .*refused/,
        );
    });
});
