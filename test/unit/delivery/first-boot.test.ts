import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { renderFirstBoot } from "../../../components/delivery/first-boot";
import type { FirstBoot } from "../../../components/delivery/first-boot";

const cloudConfig = z.strictObject({
    hostname: z.string(),
    manage_etc_hosts: z.literal("localhost"),
    package_update: z.literal(false),
    package_upgrade: z.literal(false),
    allow_public_ssh_keys: z.literal(false),
    disable_root: z.literal(true),
    bootcmd: z.array(z.array(z.string())),
    write_files: z.array(z.strictObject({ path: z.string(), content: z.string() })),
    users: z.array(
        z.strictObject({
            name: z.string(),
            shell: z.string(),
            lock_passwd: z.literal(true),
            sudo: z.string(),
        }),
    ),
    ssh_keys: z.strictObject({ ed25519_public: z.string(), ed25519_private: z.string() }),
    runcmd: z.array(z.array(z.string())),
});

function makeKeyPair(folder: string, name: string, ...type: string[]): { publicKey: string; privateKey: string } {
    const file = join(folder, name);
    execFileSync("ssh-keygen", ["-q", ...type, "-N", "", "-C", `${name}@example.org`, "-f", file]);
    return { publicKey: readFileSync(`${file}.pub`, "utf8").trim(), privateKey: readFileSync(file, "utf8") };
}

describe("first boot", () => {
    let folder: string;
    let firstBoot: FirstBoot;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "first-boot-"));
        const hostKey = makeKeyPair(folder, "host", "-t", "ed25519");
        const owner = makeKeyPair(folder, "owner", "-t", "ed25519").publicKey;
        firstBoot = {
            hostname: "chat-1",
            loginUser: "deploy",
            authorizedKeys: [owner],
            sshPort: 4222,
            sshSources: [],
            hostKey,
        };
    });

    after(() => rmSync(folder, { recursive: true }));

    const read = (changes: Partial<FirstBoot> = {}) =>
        cloudConfig.parse(parse(renderFirstBoot({ ...firstBoot, ...changes }), { version: "1.1" }));
    const fileAt = (path: string, changes?: Partial<FirstBoot>) =>
        read(changes).write_files.find((file) => file.path === path)?.content;
    const script = (changes?: Partial<FirstBoot>) => read(changes).bootcmd[0]?.at(-1) ?? "";

    it("takes at most 4096 bytes with two ed25519 keys and an RSA key of 4096 bits", () => {
        const rsa = makeKeyPair(folder, "rsa", "-t", "rsa", "-b", "4096").publicKey;
        const [owner = ""] = firstBoot.authorizedKeys;
        const text = renderFirstBoot({ ...firstBoot, authorizedKeys: [owner, owner, rsa] });
        assert.ok(Buffer.byteLength(text) <= 4096, `${Buffer.byteLength(text)} bytes`);
    });

    it("has sshd on the chosen port from its first start, before every other drop-in", () => {
        const sshd = fileAt("/etc/ssh/sshd_config.d/00-hardened-host.conf", { sshPort: 2022 });
        assert.match(sshd ?? "", /^Port 2022$/m);
        assert.match(script(), /^systemctl disable --now ssh\.socket$/m);
    });

    it("refuses passwords, keyboard-interactive logins, root and everybody but the login user", () => {
        const sshd = fileAt("/etc/ssh/sshd_config.d/00-hardened-host.conf", { loginUser: "ops" }) ?? "";
        for (const line of [
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin no",
            "AuthenticationMethods publickey",
            "AllowUsers ops",
        ]) {
            assert.ok(sshd.split("\n").includes(line), line);
        }
        assert.match(script(), /^passwd -l root$/m);
        // cloud-init runs it last, after any module that sets a password for the cloud.
        assert.deepEqual(read().runcmd, [["passwd", "-l", "root"]]);
    });

    it("puts the owner's keys where only root can change them, and has sshd look nowhere else", () => {
        assert.equal(fileAt("/etc/ssh/authorized_keys.d/deploy"), `${firstBoot.authorizedKeys.join("\n")}\n`);
        const sshd = fileAt("/etc/ssh/sshd_config.d/00-hardened-host.conf") ?? "";
        assert.match(sshd, /^AuthorizedKeysFile \/etc\/ssh\/authorized_keys\.d\/%u$/m);
    });

    it("makes the login user and no other", () => {
        assert.deepEqual(
            read().users.map(({ name }) => name),
            ["deploy"],
        );
    });

    it("loads a firewall that drops everything but SSH, in the first step that cloud-init can be given", () => {
        const [command] = read().bootcmd;
        assert.deepEqual(command?.slice(0, 5), ["cloud-init-per", "once", "hardened-host", "sh", "-c"]);
        assert.match(script(), /policy drop;/);
        assert.deepEqual(script().match(/tcp dport .*/g), ["tcp dport 4222 accept"]);
        assert.ok(script().indexOf("nft -f /etc/nftables.conf") < script().indexOf("systemctl"));
        assert.match(script(), /^systemctl enable nftables\.service/m);
    });

    it("has no rate limit that could shut out a deployer who waits for the first answer", () => {
        assert.doesNotMatch(script(), /limit rate|meter|@/);
    });

    it("lets in only the ranges that the opening names, each in its family", () => {
        const ranges = ["192.0.2.0/24", "2001:db8::/32", "198.51.100.0/24"];
        assert.deepEqual(
            script({ sshSources: ranges })
                .match(/.*tcp dport .*/g)
                ?.map((rule) => rule.trim()),
            [
                "ip saddr { 192.0.2.0/24, 198.51.100.0/24 } tcp dport 4222 accept",
                "ip6 saddr 2001:db8::/32 tcp dport 4222 accept",
            ],
        );
    });

    it("opens nothing over a family for which no range is named", () => {
        assert.deepEqual(script({ sshSources: ["192.0.2.0/24"] }).match(/\S+ saddr .*/g), [
            "ip6 saddr fe80::/10 udp dport 546 accept",
            "ip saddr 192.0.2.0/24 tcp dport 4222 accept",
        ]);
    });

    it("holds no secret but the one-time host key", () => {
        const text = renderFirstBoot(firstBoot);
        assert.deepEqual(text.match(/-----BEGIN [^-]+-----/g), ["-----BEGIN OPENSSH PRIVATE KEY-----"]);
        assert.equal(read().ssh_keys.ed25519_private, firstBoot.hostKey.privateKey);
        assert.doesNotMatch(text, /plain_text_passwd|hashed_passwd|chpasswd|password:/);
    });

    it("writes a script that POSIX shells can parse", () => {
        execFileSync("sh", ["-n"], { input: script() });
    });
});
