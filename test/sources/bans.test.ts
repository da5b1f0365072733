import assert from "node:assert/strict";
import { deployerAddress } from "../containers/network";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChosenPart } from "../../components/host/chosen-parts";
import { dovecotJail } from "../../components/host/jail";
import { makeCertificates } from "../edge/world/certificates";
import { skipWithoutContainers } from "../containers/container";
import { failLogins } from "./world/logins";
import { sources, SourceWorld } from "./world/source-world";

const { repeating, early, stranger, other, trusted, german, australian } = sources;
const trustedSources = [`${trusted}/32`];

/** Stands for the part that brings a mail server: the server itself is Debian's, as it is installed. */
const mail: ChosenPart = {
    id: "mail",
    needs: [],
    claims: () => ({
        jails: [dovecotJail([993])],
        openings: [{ protocol: "tcp", port: 993, sources: [], purpose: "IMAPS" }],
    }),
    plan: () => ({}),
    checks: () => [],
};

const site = {
    hostNames: ["app.example.org"],
    upstream: { loopbackPort: 4000 },
    policy: { loginPaths: ["/login"] },
};

/** Wide limits: what is measured here is what bans do. */
const settings = {
    trustedSources,
    ssh: { port: 4222, rateLimit: { connections: 1000, perSeconds: 1 } },
    edge: { sites: { app: site }, limits: { loginRequestsPerSecond: 1000, loginBurst: 1000 } },
};

const upstream = `
import http.server
class Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(401 if self.path.startswith("/login") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", 4000), Answers).serve_forever()
`;

describe("bans", function () {
    this.timeout(300_000);
    let world: SourceWorld;

    before(async function () {
        await skipWithoutContainers(this);
        world = await SourceWorld.create();
        const { chain, key } = await makeCertificates("example.org");
        await world.text("install -d -m 0700 /etc/hardened-host /etc/hardened-host/tls");
        await world.host.machine.write("/etc/hardened-host/tls/fullchain.pem", chain, 0o600);
        await world.host.machine.write("/etc/hardened-host/tls/privkey.pem", key, 0o600);
        await world.host.machine.write("/usr/local/lib/upstream.py", upstream);
        await world.host.machine.write(
            "/etc/systemd/system/upstream.service",
            "[Service]\nExecStart=python3 /usr/local/lib/upstream.py\n[Install]\nWantedBy=multi-user.target\n",
        );
        await world.text(
            "systemctl enable --quiet --now upstream.service; systemctl enable --quiet dovecot.service; systemctl restart dovecot.service",
        );
    });
    after(() => SourceWorld.removeAll());

    const deliver = (parts: readonly string[], bans?: Readonly<Record<string, unknown>>) =>
        world.mustDeliver(
            { ...settings, ...(bans === undefined ? {} : { bans }) },
            ["edge", ...parts],
            ["tls"],
            [mail],
        );

    /** Waits for a ban, as what a log says is read a moment later. */
    async function isBanned(source: string, jail: string): Promise<boolean> {
        for (let attempt = 0; attempt < 40; attempt += 1) {
            const list = await world.text("hardened-host-bans list");
            if (list.split("\n").some((line) => line.startsWith(`${source}\t${jail}\t`))) return true;
            await sleep(250);
        }
        return false;
    }

    it("keep nobody out of a host without them", async () => {
        await deliver([]);
        assert.equal(await failLogins(world, { what: "web", source: early, count: 20 }), 20);
        assert.equal(await failLogins(world, { what: "imap", source: early, count: 6 }), 6);
    });

    it("concern what the journal has of the minutes before them", async () => {
        await deliver(["bans"], {});
        assert.ok(await isBanned(early, "edge"));
        assert.ok(await isBanned(early, "dovecot"));
        assert.equal(await failLogins(world, { what: "web", source: early, count: 3, path: "/page" }), 0);
        await world.text("hardened-host-bans lift all");
    });

    it("keep a source out of the web edge after five failed logins, and no other", async () => {
        await deliver(["bans"], {});
        assert.equal(await failLogins(world, { what: "web", source: stranger, count: 4 }), 4);
        await sleep(2000);
        assert.equal(await failLogins(world, { what: "web", source: stranger, count: 1, path: "/page" }), 1);
        await failLogins(world, { what: "web", source: stranger, count: 2 });
        assert.ok(await isBanned(stranger, "edge"));
        assert.equal(await failLogins(world, { what: "web", source: stranger, count: 3, path: "/page" }), 0);
        assert.equal(await failLogins(world, { what: "web", source: other, count: 3, path: "/page" }), 3);
    });

    it("keep it out while fail2ban is restarted, or the firewall loaded again", async () => {
        const attempts = failLogins(world, { what: "web", source: stranger, count: 6, pauseSeconds: 0.3 });
        await world.text(
            "systemctl restart fail2ban.service; systemctl reload nftables.service; systemctl restart nftables.service",
        );
        assert.equal(await attempts, 0);
        assert.ok(await isBanned(stranger, "edge"));
    });

    it("keep it out from the first moment of the next boot, and are lifted by the owner", async () => {
        await world.text("systemctl disable --quiet fail2ban.service; sync");
        await world.host.machine.powerOff();
        await world.host.machine.boot();
        assert.equal(
            await world.host.machine.exec("systemctl is-active fail2ban.service").then((r) => r.stdout),
            "inactive\n",
        );
        assert.equal(await failLogins(world, { what: "web", source: stranger, count: 2, path: "/page" }), 0);
        assert.equal(await failLogins(world, { what: "web", source: other, count: 2, path: "/page" }), 2);
        await world.text("systemctl enable --quiet --now fail2ban.service");
        assert.ok(await isBanned(stranger, "edge"));
        await world.text(`hardened-host-bans lift ${stranger}`);
        assert.equal(await failLogins(world, { what: "web", source: stranger, count: 1, path: "/page" }), 1);
        assert.equal(await world.text("hardened-host-bans list"), "");
    });

    it("are longer the next time, whatever the source fails at", async () => {
        // One that was never banned: failures that came while a lifted ban was in force count for the next one.
        await failLogins(world, { what: "web", source: repeating, count: 6 });
        assert.ok(await isBanned(repeating, "edge"));
        await failLogins(world, { what: "imap", source: repeating, count: 6 });
        assert.ok(await isBanned(repeating, "dovecot"));
        // How long it is to be is found out after the ban.
        await sleep(2000);
        const secondsOf = (jail: string) =>
            world.text(
                `nft -j list set inet hardened_host_bans ${jail}_ipv4 | sed -n 's/.*"timeout": \\([0-9]*\\).*/\\1/p'`,
            );
        assert.deepEqual(await Promise.all(["edge", "dovecot"].map(secondsOf)), ["600", "1200"]);
        await world.text("hardened-host-bans lift all");
        assert.equal(await failLogins(world, { what: "web", source: repeating, count: 1, path: "/page" }), 1);
    });

    it("keep a source that guesses at SSH out", async () => {
        const attempt = () => failLogins(world, { what: "ssh", source: german, count: 1, pauseSeconds: 2 });
        for (let count = 0; count < 40 && !(await world.text("hardened-host-bans list")).includes(german); count += 1)
            await attempt();
        assert.ok(await isBanned(german, "sshd"));
        assert.equal(await attempt(), 0);
        assert.equal((await world.knock([australian], 4222))[australian]?.[0], 1);
    });

    it("take connections to SSH that end before a login for failures", async () => {
        // sshd's own penalties swallow some of them, without a word in the journal.
        for (let count = 0; count < 10; count += 1) {
            await world.knock([early], 4222);
            await sleep(1000);
        }
        assert.ok(await isBanned(early, "sshd"));
        assert.equal((await world.knock([early], 4222))[early]?.[0], 0);
    });

    it("keep a source out of mail by the jail that its part names", async () => {
        await failLogins(world, { what: "imap", source: australian, count: 6 });
        assert.ok(await isBanned(australian, "dovecot"));
        assert.equal(await failLogins(world, { what: "imap", source: australian, count: 2 }), 0);
        assert.equal(await failLogins(world, { what: "imap", source: other, count: 1 }), 1);
    });

    it("never concern the owner, after 50 failures on each", async () => {
        for (const what of ["web", "ssh"] as const)
            assert.equal(await failLogins(world, { what, source: trusted, count: 50, pauseSeconds: 0 }), 50, what);
        await sleep(3000);
        assert.doesNotMatch(await world.text("hardened-host-bans list"), /192\.0\.2\./);
        assert.equal((await world.knock([trusted], 4222))[trusted]?.[0], 1);
    });

    it("never concern a computer that has delivered lately: the next delivery works", async () => {
        assert.equal(await failLogins(world, { what: "web", source: deployerAddress, count: 50, pauseSeconds: 0 }), 50);
        await sleep(3000);
        assert.ok(!(await world.text("hardened-host-bans list")).includes(deployerAddress));
        await deliver(["bans"], { failures: 4 });
    });

    it("are made by a program that is sandboxed, and small", async () => {
        const report = await world.text("systemd-analyze security --no-pager fail2ban.service | tail -n 1");
        const memory = await world.text("ps -C fail2ban-server -o rss=");
        process.stdout.write(`      ${report.trim()}; ${(Number(memory) / 1024).toFixed(1)} MiB with three jails\n`);
        assert.ok(Number(/: ([0-9.]+)/.exec(report)?.[1]) <= 2.5, report);
    });

    it("are gone with the part", async () => {
        await deliver([]);
        assert.doesNotMatch(await world.text("nft list tables"), /bans/);
        assert.equal(await failLogins(world, { what: "imap", source: australian, count: 1 }), 1);
    });
});
