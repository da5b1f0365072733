import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mustRun, run } from "./world/command";
import { sharedGuest, type Guest } from "./world/guest";
import { release } from "./world/release";

/** A failed login costs five seconds of penalty; at fifteen in all sshd would refuse the address (sshd_config(5)). */
const pauseMs = 6000;

describe("logging in with a real client", () => {
    let guest: Guest;
    let folder: string;

    before(async () => {
        guest = await sharedGuest();
        folder = await mkdtemp(join(tmpdir(), "hardened-host-logins-"));
        await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "stranger")]);
        await writeFile(join(folder, "askpass"), "#!/bin/sh\necho guess\n", { mode: 0o700 });
    });

    after(() => rm(folder, { recursive: true, force: true }));
    beforeEach(() => sleep(pauseMs));

    async function attempt(user: string, options: readonly string[]) {
        const { address, sshPort } = await guest.outputs();
        const args = [
            ...(await guest.pinned()),
            "-v",
            "-p",
            String(sshPort),
            ...options,
            `${user}@${address}`,
            "id -un",
        ];
        const env = {
            ...process.env,
            SSH_ASKPASS: join(folder, "askpass"),
            SSH_ASKPASS_REQUIRE: "force",
            DISPLAY: "x",
        };
        return run("ssh", args, { env, timeoutSeconds: 120 });
    }

    const withKey = (file: string) => ["-i", file, "-o", "IdentitiesOnly=yes", "-o", "PasswordAuthentication=no"];

    it("succeeds for the login user with their key", async () => {
        const login = await attempt("deploy", withKey(guest.identityFile));
        assert.equal(login.stdout.trim(), "deploy", login.output);
    });

    it("offers nothing but public keys", async () => {
        const refused = await attempt("deploy", ["-o", "PreferredAuthentications=none"]);
        assert.match(refused.stderr, /Authentications that can continue: publickey\s/);
    });

    for (const method of ["password", "keyboard-interactive"]) {
        it(`is refused by ${method}`, async () => {
            const refused = await attempt("deploy", [
                "-o",
                `PreferredAuthentications=${method}`,
                "-o",
                "PubkeyAuthentication=no",
            ]);
            assert.equal(refused.status, 255);
            assert.match(refused.stderr, /Permission denied \(publickey\)/);
        });
    }

    it("is refused for root, even with the login user's key", async () => {
        await guest.rootText(
            "install -d -m 700 /root/.ssh && cat /etc/ssh/authorized_keys.d/deploy >/root/.ssh/authorized_keys",
        );
        const refused = await attempt("root", withKey(guest.identityFile));
        await guest.rootText("rm -r /root/.ssh");
        assert.match(refused.stderr, /Permission denied \(publickey\)/);
    });

    it("is refused with an unknown key", async () => {
        const refused = await attempt("deploy", withKey(join(folder, "stranger")));
        assert.match(refused.stderr, /Permission denied \(publickey\)/);
    });

    it("is refused for a user outside the group, with a key in every place that sshd looks in", async () => {
        const { stdout: key } = await run("ssh-keygen", ["-y", "-f", join(folder, "stranger")]);
        await guest.rootText(`
            umask 022
            useradd --create-home outsider
            echo '${key.trim()}' >/etc/ssh/authorized_keys.d/outsider
            install -d -o outsider -m 700 /home/outsider/.ssh
            echo '${key.trim()}' >/home/outsider/.ssh/authorized_keys`);
        const refused = await attempt("outsider", withKey(join(folder, "stranger")));
        // In the group, the same key logs in: it is the group that refused it.
        await guest.rootText("usermod --append --groups ssh-login outsider");
        await sleep(pauseMs);
        const allowed = await attempt("outsider", withKey(join(folder, "stranger")));
        await guest.rootText("userdel --remove outsider; rm /etc/ssh/authorized_keys.d/outsider");
        assert.match(refused.stderr, /Permission denied \(publickey\)/);
        assert.equal(allowed.stdout.trim(), "outsider", allowed.output);
    });

    it("is refused to a key that the login user added to their own home", async () => {
        const { stdout: key } = await run("ssh-keygen", ["-y", "-f", join(folder, "stranger")]);
        await guest.ssh("mkdir -p -m 700 ~/.ssh && cat >~/.ssh/authorized_keys", key);
        const refused = await attempt("deploy", withKey(join(folder, "stranger")));
        await guest.ssh("rm -r ~/.ssh");
        assert.match(refused.stderr, /Permission denied \(publickey\)/);
    });

    it("forwards nothing", async () => {
        const { address, sshPort } = await guest.outputs();
        const args = [
            ...(await guest.pinned()),
            ...withKey(guest.identityFile),
            "-p",
            String(sshPort),
            "-W",
            "127.0.0.1:22",
        ];
        const refused = await run("ssh", [...args, `deploy@${address}`], { timeoutSeconds: 60 });
        assert.notEqual(refused.status, 0);
        assert.match(refused.stderr, /prohibited|forwarding failed|refused/i);
    });
});

/** `ssh.classicalKeyExchange`: after the post-quantum one, where there is none that every client has. */
const offersClassical = release === "debian-12";

describe("ssh-audit", () => {
    it("reports no failure and no warning", async () => {
        const guest = await sharedGuest();
        const { address, sshPort } = await guest.outputs();
        await sleep(20_000);
        const args = ["--skip-rate-test", "-l", "warn", "-p", String(sshPort), address];
        const audit = await run("ssh-audit", args, { timeoutSeconds: 300 });
        const complaints = audit.output.split("\n").filter((line) => /\[(fail|warn)\]/.test(line));
        assert.deepEqual(
            complaints.filter((line) => !(offersClassical && /^\S*\(kex\) curve25519-sha256.*post-quantum/.test(line))),
            [],
            audit.output,
        );
        if (!offersClassical) assert.equal(audit.status, 0, audit.output);
        await sleep(20_000);
    });
});
