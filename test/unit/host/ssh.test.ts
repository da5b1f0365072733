import assert from "node:assert/strict";
import { linesOf, planWith } from "./plan-fixture";

const sshdLines = (settings: object = {}) => linesOf(planWith(settings), "/etc/ssh/sshd_config");

function option(settings: object, keyword: string): string | undefined {
    const found = sshdLines(settings).filter((line) => line.startsWith(`${keyword} `));
    assert.ok(found.length <= 1, `${keyword} comes twice`);
    return found[0]?.slice(keyword.length + 1);
}

describe("the ssh hardening", () => {
    const never = [
        "PasswordAuthentication yes",
        "KbdInteractiveAuthentication yes",
        "PermitRootLogin yes",
        "PermitRootLogin prohibit-password",
        "PermitEmptyPasswords yes",
        "X11Forwarding yes",
        "PermitUserEnvironment yes",
        "StrictModes no",
    ];
    it("never lets passwords, root or displays in, whatever the settings", () => {
        const everything = { allowedForwarding: ["agent", "local-tcp", "remote-tcp", "unix-socket"], maxAuthTries: 20 };
        for (const line of sshdLines({ ssh: everything })) assert.ok(!never.includes(line), line);
    });

    it("reads no other configuration", () => {
        assert.ok(!sshdLines().some((line) => /^(Include|Match)\b/i.test(line)));
    });

    it("has each keyword once, because sshd takes the first", () => {
        const keywords = sshdLines().map((line) => line.split(" ")[0]);
        assert.equal(new Set(keywords).size, keywords.length);
    });

    it("offers post-quantum exchanges alone on Debian 13", () => {
        const exchanges = option({}, "KexAlgorithms")?.split(",") ?? [];
        assert.equal(exchanges[0], "mlkem768x25519-sha256");
        assert.ok(exchanges.every((name) => /^(mlkem768|sntrup761)x25519-/.test(name)));
    });

    it("adds curve25519 last where it is asked for, and where Go's client would not get in", () => {
        for (const settings of [
            { ssh: { classicalKeyExchange: true } },
            { distribution: "debian-12" },
            { distribution: "ubuntu-24.04" },
        ]) {
            assert.match(option(settings, "KexAlgorithms") ?? "", /^(mlkem|sntrup).*,curve25519-sha256,/);
        }
        const refused = { distribution: "debian-12", ssh: { classicalKeyExchange: false } };
        assert.equal(option(refused, "KexAlgorithms"), "sntrup761x25519-sha512@openssh.com");
    });

    it("uses no algorithm with SHA-1, CBC, encrypt-and-MAC or a short tag", () => {
        for (const keyword of ["KexAlgorithms", "Ciphers", "MACs", "HostKeyAlgorithms", "PubkeyAcceptedAlgorithms"]) {
            const names = option({ ssh: { classicalKeyExchange: true } }, keyword)?.split(",") ?? [];
            assert.ok(names.length > 0);
            for (const name of names) assert.doesNotMatch(name, /sha1|cbc|umac-64|^hmac-sha2-\d+$|^ssh-rsa|dss|group/);
        }
    });

    it("forwards only what is asked for", () => {
        assert.equal(option({}, "DisableForwarding"), "yes");
        const values = [
            { allowed: ["local-tcp"], tcp: "local", agent: "no" },
            { allowed: ["remote-tcp", "agent"], tcp: "remote", agent: "yes" },
            { allowed: ["remote-tcp", "local-tcp"], tcp: "yes", agent: "no" },
            { allowed: ["unix-socket"], tcp: "no", agent: "no" },
        ];
        for (const { allowed, tcp, agent } of values) {
            const settings = { ssh: { allowedForwarding: allowed } };
            assert.equal(option(settings, "DisableForwarding"), "no");
            assert.equal(option(settings, "AllowTcpForwarding"), tcp);
            assert.equal(option(settings, "AllowAgentForwarding"), agent);
            assert.equal(
                option(settings, "AllowStreamLocalForwarding"),
                allowed.includes("unix-socket") ? "yes" : "no",
            );
        }
    });

    it("asks for penalties only where sshd knows them, and spares trusted sources", () => {
        assert.equal(option({ distribution: "ubuntu-24.04" }, "PerSourcePenalties"), undefined);
        const trusting = { trustedSources: ["192.0.2.0/24", "2001:db8::/32"] };
        assert.equal(option(trusting, "PerSourcePenaltyExemptList"), "192.0.2.0/24,2001:db8::/32");
        assert.equal(option({}, "PerSourcePenaltyExemptList"), undefined);
    });

    it("leaves room for a delivery's four sessions in one connection", () => {
        assert.ok(Number(option({}, "MaxSessions")) >= 4);
        assert.throws(() => planWith({ ssh: { maxSessions: 3 } }));
    });

    it("keeps the keys in root's files, in a folder where nothing else stays", () => {
        const plan = planWith();
        assert.match(plan.files["/etc/ssh/authorized_keys.d/deploy"]?.content ?? "", /^ssh-ed25519 \S+\n$/);
        assert.deepEqual(plan.folders["/etc/ssh/authorized_keys.d"], { exclusive: true });
        assert.equal(option({}, "AuthorizedKeysFile"), "/etc/ssh/authorized_keys.d/%u");
    });

    it("takes user certificates for the account's own name, or the principals given", () => {
        const authority = linesOf(planWith(), "/etc/ssh/authorized_keys.d/deploy")[0] ?? "";
        const plan = planWith({ ssh: { userCa: { publicKeys: [authority] } } });
        assert.deepEqual(linesOf(plan, "/etc/ssh/authorized_principals.d/deploy"), ["deploy"]);
        assert.deepEqual(linesOf(plan, "/etc/ssh/trusted_user_ca_keys"), [authority]);
        const named = planWith({ ssh: { userCa: { publicKeys: [authority], principals: { deploy: ["ops"] } } } });
        assert.deepEqual(linesOf(named, "/etc/ssh/authorized_principals.d/deploy"), ["ops"]);
    });

    it("frees sshd from Ubuntu's socket, which it would otherwise need and not get", () => {
        const { units, absentFiles } = planWith({ distribution: "ubuntu-24.04" });
        assert.equal(units["ssh.socket"]?.masked, true);
        assert.ok(absentFiles.includes("/etc/systemd/system/ssh.service.requires/ssh.socket"));
    });

    it("reloads sshd, and never restarts it", () => assert.equal(planWith().units["ssh.service"]?.onChange, "reload"));
});
