import assert from "node:assert/strict";
import { egress } from "../../../components/host/hardenings/egress";
import { hostInputs, type HostInputs } from "../../../scripts/review/host-inputs";
import { estimatedExposure } from "../../../components/host/exposure";
import { exposuresOf } from "../../../scripts/review/measure-exposure";
import { compareHosts } from "../../../scripts/review/security/index";
import { plainText } from "../../../scripts/review/sentence";
import { planOf } from "../host/part-of-host";
import { findExecutable } from "../../../scripts/toolchain/executables";

function withFile(path: string, content: string, mode = "0644"): HostInputs {
    return hostInputs.parse({ files: { [path]: { content, mode, owner: "root", group: "root" } } });
}

function opening(port: number, sources: readonly string[], rest: object = {}): HostInputs {
    return hostInputs.parse({ openings: [{ protocol: "tcp", port, sources, purpose: "web", ...rest }] });
}

const none = hostInputs.parse({});

/** Ways out as a host with the part `egress` has them. */
function waysOut(allowed: readonly object[], policy = "closed"): HostInputs {
    const claims = { reaches: egress.settings.parse({ allowed }).allowed };
    const { files = {} } = planOf(egress, { policy }, { claims });
    const owned = { mode: "0644", owner: "root", group: "root" };
    const rules = Object.entries(files).filter(([path]) => /egress(\.nft)?$/.test(path));
    return hostInputs.parse({ files: Object.fromEntries(rules.map(([path, file]) => [path, { ...file, ...owned }])) });
}
const way = { purpose: "mirror", accounts: ["alex"], ports: [443], to: ["mirror.example.org"] };
const sshd = (text: string) => withFile("/etc/ssh/sshd_config", text);
const sudo = (text: string) => withFile("/etc/sudoers.d/x", text);
const sysctl = (text: string) => withFile("/etc/sysctl.d/x.conf", text);
const mount = (options: string) => withFile("/etc/systemd/system/tmp.mount", `[Mount]\nOptions=${options}\n`);
const user = (shell: string, ...groups: string[]) =>
    hostInputs.parse({ users: { alex: { shell, home: "/home/alex", groups, system: false } } });
const unit = (name: string, state: object) => hostInputs.parse({ units: { [name]: state } });
const apt = (text: string) => withFile("/etc/apt/apt.conf.d/x", text);

/** From the first to the second the security gets weaker, and from the second to the first stronger. */
const weakening: Readonly<Record<string, readonly [HostInputs, HostInputs]>> = {
    "an opening": [none, opening(443, [])],
    "a wider source": [opening(443, ["203.0.113.0/25"]), opening(443, ["203.0.113.0/24"])],
    "everybody instead of a network": [opening(443, ["203.0.113.0/24", "2001:db8::/32"]), opening(443, [])],
    "a range instead of a port": [opening(443, []), opening(443, [], { portEnd: 500 })],
    "no rate limit": [opening(443, [], { rateLimit: { connections: 5, perSeconds: 10 } }), opening(443, [])],
    "more connections of one source": [
        opening(443, [], { connectionsPerSource: 50 }),
        opening(443, [], { connectionsPerSource: 60 }),
    ],
    "no bans any more": [unit("fail2ban.service", { active: true }), none],
    "no lists any more": [unit("hardened-host-blocklists.timer", { active: true }), none],
    "root's login": [sshd("PermitRootLogin no"), sshd("PermitRootLogin prohibit-password")],
    "a missing line whose default is weaker": [sshd("PasswordAuthentication no\nUsePAM yes"), sshd("UsePAM yes")],
    "the first of two lines": [sshd("X11Forwarding no"), sshd("X11Forwarding yes\nX11Forwarding no")],
    "a login without end": [sshd("LoginGraceTime 30"), sshd("LoginGraceTime 0")],
    "minutes, written as such": [sshd("LoginGraceTime 30"), sshd("LoginGraceTime 2m")],
    "a CBC cipher": [sshd("Ciphers aes256-gcm@openssh.com"), sshd("Ciphers aes256-gcm@openssh.com,aes128-cbc")],
    "SHA-1": [sshd("MACs hmac-sha2-256-etm@openssh.com"), sshd("MACs hmac-sha2-256-etm@openssh.com,hmac-sha1")],
    "a classical key exchange": [sshd("KexAlgorithms mlkem768x25519-sha256"), sshd("KexAlgorithms curve25519-sha256")],
    "a rule of sudo": [sudo("Defaults use_pty"), sudo("Defaults use_pty\nalex ALL=(ALL) NOPASSWD: ALL")],
    "a lost default of sudo": [sudo("Defaults use_pty"), sudo("")],
    "a default of sudo that exposes": [sudo(""), sudo("Defaults !authenticate")],
    "a new account": [none, user("/bin/bash")],
    "a powerful group": [user("/bin/bash"), user("/bin/bash", "docker")],
    "a login shell": [user("/usr/sbin/nologin"), user("/bin/bash")],
    "a key": [none, withFile("/etc/ssh/authorized_keys.d/alex", "ssh-ed25519 AAAA alex\n")],
    "an authority": [none, withFile("/etc/ssh/trusted_user_ca_keys", "ssh-ed25519 AAAA ca\n")],
    "a kernel parameter": [sysctl("kernel.kptr_restrict = 2"), sysctl("kernel.kptr_restrict = 0")],
    "ways out that are open": [waysOut([]), none],
    "ways out that are only reported": [waysOut([]), waysOut([], "reported")],
    "a way out": [waysOut([]), waysOut([way])],
    "a way out for another account": [waysOut([way]), waysOut([{ ...way, accounts: ["alex", "robin"] }, way])],
    "a forwarding host": [sysctl("net.ipv4.ip_forward = 0"), sysctl("net.ipv4.ip_forward = 1")],
    "a loose reverse path": [sysctl("net.ipv4.conf.all.rp_filter = 1"), sysctl("net.ipv4.conf.all.rp_filter = 2")],
    "a module": [withFile("/etc/modprobe.d/x.conf", "install dccp /bin/false\n"), none],
    "a mount": [mount("nodev,noexec"), mount("nodev")],
    "a guardian that stops": [unit("auditd.service", { active: true }), unit("auditd.service", { active: false })],
    "updates off": [apt('APT::Periodic::Unattended-Upgrade "1";'), apt('APT::Periodic::Unattended-Upgrade "0";')],
    "unsigned packages": [
        apt('APT::Get::AllowUnauthenticated "false";'),
        apt('APT::Get::AllowUnauthenticated "true";'),
    ],
    "a file for everybody": [withFile("/etc/x", "", "0600"), withFile("/etc/x", "", "0666")],
};

describe("the direction of a change", () => {
    const directions = (before: HostInputs, after: HostInputs) =>
        [...new Set(compareHosts(before, after, new Map()).map(({ direction }) => direction))].join();

    for (const [what, [safe, weak]] of Object.entries(weakening)) {
        it(`is weaker for ${what}, and stronger the other way round`, () => {
            assert.equal(directions(safe, weak), "weaker");
            assert.equal(directions(weak, safe), "stronger");
        });
    }

    it("is none for what stays, and for other words of a comment", () => {
        for (const [safe] of Object.values(weakening)) assert.deepEqual(compareHosts(safe, safe, new Map()), []);
        assert.deepEqual(compareHosts(sshd("# a\nUsePAM yes"), sshd("# b\nUsePAM yes"), new Map()), []);
    });

    it("is that of the exception in a Match section", () => {
        const [finding] = compareHosts(
            sshd("PermitRootLogin no"),
            sshd("PermitRootLogin no\nMatch Address 10.0.0.0/8\n  PermitRootLogin yes"),
            new Map(),
        );
        assert.equal(finding?.direction, "weaker");
        assert.match(plainText(finding.sentence), /only where Address 10\.0\.0\.0\/8/);
    });
});

describe("the exposure of a service", () => {
    const bare = "[Service]\nExecStart=/bin/true\n";
    const confined = `${bare}CapabilityBoundingSet=\nNoNewPrivileges=yes\nPrivateNetwork=yes\nProtectSystem=strict\nUser=www\n`;

    it("is estimated from its directives, between all and nothing", () => {
        assert.equal(estimatedExposure(bare), 10);
        assert.ok(estimatedExposure(confined) < 7);
        assert.ok(estimatedExposure(`${confined}ProtectSystem=full\n`) > estimatedExposure(confined));
    });

    it("is measured by systemd where it is there, and the estimate is near it", function () {
        const path = process.env["PATH"] ?? "";
        if (findExecutable("systemd-analyze", path) === undefined) {
            // Skipped where systemd is not installed: `apt-get install systemd` brings systemd-analyze.
            this.skip();
        }
        const filters = ["@system-service", "@system-service chroot", "~@privileged @resources", "~@mount"];
        const filtered = filters.map((filter) => `${confined}SystemCallFilter=${filter}\n`);
        const measured = exposuresOf([bare, confined, ...filtered, "no unit at all"]);
        assert.equal(measured.size, filters.length + 2);
        for (const [text, level] of measured) {
            const estimate = estimatedExposure(text);
            assert.ok(Math.abs(estimate - level) <= 0.5, `${estimate} instead of ${level}:\n${text}`);
        }
    });
});
