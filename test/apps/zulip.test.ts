import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { zulip } from "../../components/host/apps/zulip";
import { skipWithoutContainers } from "../containers/container";
import { difference } from "../faults/world/difference";
import { factsOf } from "../unit/host/part-of-host";
import { AppWorld } from "./app-world";
import { standInPackages, standInRelease } from "./zulip-stand-in";

/** Every TCP port of what Zulip runs beside its web server. */
const innerPorts = [4369, 5432, 5672, 6379, 9800, 11211, 25672];

const checks = zulip.checks(zulip.settings.parse(settingsOf("12.4", "0".repeat(64))), factsOf());

function settingsOf(version: string, sha256: string, more: object = {}) {
    return {
        hostName: "chat.example.org",
        administrator: "owner@example.org",
        release: { version, sha256, url: `http://198.51.100.1:8090/zulip-${version}.tar.gz` },
        postgresqlVersion: "17",
        email: { host: "mail.example.org", user: "chat" },
        ...more,
    };
}

describe("Zulip, by a stand-in for its release with the real databases and brokers of Debian", function () {
    this.timeout(240_000);
    let world: AppWorld;
    let digest = "";

    const deliver = (settings: object) => world.deliver({ zulip: settings }, { zulipEmailPassword: "letter%Box(1)" });
    const calls = () => world.text("cat /var/log/zulip/calls");
    const failing = async () => {
        const results = await Promise.all(checks.map(({ command }) => world.host.machine.exec(command)));
        return checks.flatMap(({ title }, index) => (results[index]?.status === 0 ? [] : [title]));
    };
    const reachable = async () => {
        const answers = await Promise.all(innerPorts.map((port) => world.isReachableFromOutside(port)));
        return innerPorts.filter((_, index) => answers[index]);
    };

    before(async function () {
        await skipWithoutContainers(this);
        world = await AppWorld.create(16_000, standInPackages);
        digest = await world.pack("zulip-12.4.tar.gz", standInRelease("12.4"));
        // What the certificate service would put there.
        await world.text(`mkdir -p -m 0700 /etc/hardened-host/tls && cd /etc/hardened-host/tls
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=chat.example.org -keyout privkey.pem -out fullchain.pem 2>/dev/null`);
    });
    after(() => AppWorld.removeAll());

    it("without it: RabbitMQ and its port mapper are open to the world, and nothing asks for a password", async () => {
        await world.text("systemctl start rabbitmq-server redis-server memcached postgresql");
        assert.deepEqual(await reachable(), [4369, 5672, 25672]);
        assert.match(await world.text("rabbitmqctl --silent list_users; redis-cli ping"), /guest[^]*PONG/);
        assert.deepEqual(
            await failing(),
            checks.map(({ title }) => title).filter((title) => !title.startsWith("PostgreSQL")),
        );
        assert.ok((await world.exposureOf("rabbitmq-server.service")) > 8);
        // As on a host that does not have the packages yet.
        await world.text(`systemctl disable --quiet --now rabbitmq-server redis-server memcached postgresql nginx supervisor 2>&1
            systemctl stop epmd.socket epmd.service; rm -rf /var/lib/rabbitmq/* /var/lib/rabbitmq/.erlang.cookie`);
    });

    it("refuses a tampered archive, and the host is as it was", async () => {
        await world.pack("zulip-12.5.tar.gz", standInRelease("12.5"));
        await appendFile(join(world.downloads, "zulip-12.5.tar.gz"), "x");
        const found = await world.host.fingerprintAsFound();
        const { status, output } = await deliver(settingsOf("12.5", digest));
        assert.notEqual(status, 0, output);
        assert.match(output, /the download has the digest [0-9a-f]{64}, not [0-9a-f]{64}: it was tampered with/);
        // Made by sudo itself at its first use.
        const sudosMark = /^\+ f .* home\/deploy\/\.sudo_as_admin_successful$/;
        assert.match(difference(found, await world.host.fingerprintAsFound()), new RegExp(`^$|${sudosMark.source}`));
        assert.equal(await world.text("ls -A /opt; ls /var/log/zulip /etc/zulip 2>&1 || :"), "");
    });

    it("is delivered at once, and announces an installer that fails", async () => {
        await world.text("touch /root/installer-fails");
        const { status, output } = await deliver(settingsOf("12.4", digest));
        assert.equal(status, 0, `${output}\n${await world.host.journal()}`);
        await world.text("for i in $(seq 60); do systemctl is-failed --quiet zulip-deploy && break; sleep 0.5; done");
        assert.match(await world.text("cat /etc/motd.d/hardened-host-zulip-deploy"), /zulip-deploy failed/);
        const refused = await world.host.machine.exec("zulip-organization-link");
        assert.match(refused.output, /Zulip could not be installed/);
        await world.text("rm /root/installer-fails");
    });

    it("goes on where it was, and runs the installer as its manual says", async () => {
        await world.text("systemctl start zulip-deploy");
        const installations = (await calls()).split("\n").filter((line) => line.startsWith("install "));
        assert.deepEqual(
            new Set(installations),
            new Set([
                "install --hostname=chat.example.org --email=owner@example.org --postgresql-version=17 " +
                    "--no-overwrite-settings --no-dist-upgrade --no-push-notifications",
            ]),
        );
        assert.equal(await world.text("ls -A /etc/motd.d; ls /root"), "");
        assert.equal(await world.text("readlink /home/zulip/deployments/current"), "/home/zulip/deployments/first");
    });

    it("passes its checks", async () => assert.deepEqual(await failing(), []));

    it("listens on the loopback interface only, but for the web", async () => {
        const listening = await world.text("ss -H -ltn | awk '{print $4}' | sort -u");
        const open = listening
            .split("\n")
            .filter((one) => !/^(127\.[\d.]+|\[::1\]|\[::ffff:127\.0\.0\.1\]):/.test(one));
        assert.deepEqual(
            open.map((one) => one.replace(/^.*:/, "")).sort(),
            ["22", "443", "80"].filter((port) => open.some((one) => one.endsWith(`:${port}`))),
        );
        for (const port of innerPorts) assert.match(listening, new RegExp(`:${port}$`, "m"));
        assert.deepEqual(await reachable(), []);
    });

    it("is reached at 443 and nowhere else, plain HTTP included", async () => {
        assert.equal(await world.isReachableFromOutside(443), true);
        assert.equal(await world.isReachableFromOutside(80), false);
    });

    it("keeps strangers out even with the firewall gone and a service that listens to all", async () => {
        await world.text(
            "nft flush ruleset; sed -i '/^-l /d' /etc/memcached.conf; systemctl restart memcached; sleep 1",
        );
        assert.match(await world.text("ss -H -ltn 'sport = 11211'"), /(\*|0\.0\.0\.0):11211/);
        assert.equal(await world.isReachableFromOutside(80), true);
        assert.deepEqual(await reachable(), []);
        await world.text(
            "systemctl restart nftables; echo '-l 127.0.0.1' >>/etc/memcached.conf; systemctl restart memcached",
        );
    });

    it("has its services work for whom has their passwords, from within their sandboxes", async () => {
        const secret = (name: string) => world.text(`sed -n 's/^${name} = //p' /etc/zulip/zulip-secrets.conf`);
        const [redis, rabbitmq, memcached, postgres] = await Promise.all(
            ["redis_password", "rabbitmq_password", "memcached_password", "postgres_password"].map(secret),
        );
        assert.equal(await world.text(`REDISCLI_AUTH=${redis ?? ""} redis-cli ping`), "PONG");
        assert.match(await world.text(`rabbitmqctl authenticate_user zulip ${rabbitmq ?? ""}`), /Success/);
        await world.host.machine.write("/root/sasl.py", saslLogin);
        assert.equal(await world.text(`python3 /root/sasl.py zulip@localhost ${memcached ?? ""}`), "0");
        assert.notEqual(await world.text("python3 /root/sasl.py zulip@localhost wrong"), "0");
        const asked = `PGPASSWORD=${postgres ?? ""} psql -h 127.0.0.1 -U zulip -Atc 'select 6 * 7'`;
        assert.equal(await world.text(asked), "42");
        assert.equal(await world.text("ps -o user= -C python3 | sort -u"), "zulip");
    });

    it("has its services confined", async () => {
        for (const [unit, limit] of Object.entries(exposures)) {
            const exposure = await world.exposureOf(unit);
            assert.ok(exposure <= limit, `${unit}: ${exposure}`);
        }
    });

    it("enters the stack's secrets beside Zulip's own, and shows none of them", async () => {
        const secrets = "/etc/zulip/zulip-secrets.conf";
        assert.equal(
            await world.text(`sed -n 's/^email_password = //p' ${secrets}; stat -c '%a %U' ${secrets}`),
            "letter%Box(1)\n640 zulip",
        );
        const exposed = await world.text(
            "{ journalctl -q --no-pager; cat /etc/zulip/settings.py /etc/zulip/zulip.conf; ls -l /proc/*/cmdline; } | grep -cF 'letter%Box' || :",
        );
        assert.equal(exposed, "0");
        await assert.rejects(
            world.text(
                "setpriv --reuid nobody --regid nogroup --clear-groups cat /etc/hardened-host/zulip-secrets/email_password",
            ),
        );
    });

    it("gives the link that founds an organisation to its administrator, and to no log", async () => {
        assert.equal(await world.text("zulip-organization-link"), "https://chat.example.org/new/u1u2u3u4u5");
        const journal = await world.text("journalctl -q --no-pager");
        assert.match(journal, /chat\.example\.org\/new\/\(withheld\)/);
        assert.doesNotMatch(journal, /k1k2k3k4k5|u1u2u3u4u5/);
    });

    it("has nginx take a new certificate", async () => {
        const shown = () =>
            world.text("echo | openssl s_client -connect 127.0.0.1:443 2>/dev/null | openssl x509 -noout -subject");
        assert.match(await shown(), /chat\.example\.org/);
        await world.text(`cd /etc/hardened-host/tls; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=renewed.example.org -keyout privkey.pem -out fullchain.pem 2>/dev/null
            systemctl try-reload-or-restart zulip-certificate.service; sleep 1`);
        assert.match(await shown(), /renewed\.example\.org/);
    });

    it("applies changed settings, each by what it takes", async () => {
        await world.text(": >/var/log/zulip/calls");
        const application = await deliver(settingsOf("12.4", digest, { passwordMinLength: 16 }));
        assert.equal(application.status, 0, application.output);
        await world.text("systemctl start zulip-deploy");
        assert.equal(await calls(), "restart-server \nzulip");
        const system = await deliver(
            settingsOf("12.4", digest, { passwordMinLength: 16, outgoing: { denyRanges: ["203.0.113.0/24"] } }),
        );
        assert.equal(system.status, 0, system.output);
        await world.text("systemctl start zulip-deploy");
        assert.equal(await calls(), "restart-server \nzulip\nzulip-puppet-apply -f\nrestart-server \nzulip");
        assert.equal(
            await world.text("/home/zulip/deployments/current/scripts/get-django-setting PASSWORD_MIN_LENGTH"),
            "16",
        );
    });

    it("comes back from its backup with its messages and secrets, after all was lost", async () => {
        const [set] = zulip.claims?.(zulip.settings.parse(settingsOf("12.4", digest)), factsOf()).backupSets ?? [];
        assert.ok(set?.dump !== undefined && set.load !== undefined && set.verify !== undefined);
        const sql = (text: string) =>
            world.text(`cd /; setpriv --reuid postgres --regid postgres --init-groups psql -d zulip -Atc "${text}"`);
        const run = async (script: string) => {
            await world.host.machine.write("/root/run-set", `set -eu\n${script}\n`);
            await world.text("mkdir -p -m 0700 /root/copy; sh /root/run-set /root/copy");
        };
        await sql("insert into messages values ('hello')");
        await run(set.dump);
        assert.equal(await world.text("stat -c '%a %U' /root/copy/zulip.tar.gz; ls -A /var/backups/zulip"), "644 root");
        const before = await world.text("sha256sum /etc/zulip/settings.py");
        await sql("drop table messages");
        await world.text("sed -i 's/^redis_password = .*/redis_password = lost/' /etc/zulip/zulip-secrets.conf");
        await run(set.load);
        await run(set.verify);
        assert.equal(await sql("select * from messages"), "hello");
        assert.doesNotMatch(await world.text("cat /etc/zulip/zulip-secrets.conf"), /= lost/);
        assert.equal(await world.text("sha256sum /etc/zulip/settings.py"), before);
    });

    it("upgrades in place by Zulip's own program, and does so once", async () => {
        const next = await world.pack("zulip-12.5.tar.gz", standInRelease("12.5"));
        const { status, output } = await deliver(settingsOf("12.5", next));
        assert.equal(status, 0, output);
        await world.text("systemctl start zulip-deploy; systemctl start zulip-deploy");
        assert.equal((await calls()).match(/^upgrade-zulip \/opt\/hardened-host\/zulip\/12\.5-/gm)?.length, 1);
        assert.equal(await world.text("cat /home/zulip/deployments/current/version"), "12.5");
        assert.equal(await world.text("ls /etc/motd.d"), "");
    });

    it("works after a restart of the host, confined as before", async () => {
        await world.host.machine.powerOff();
        await world.host.machine.boot();
        await world.text("systemctl start zulip-deploy");
        assert.deepEqual(await failing(), []);
        assert.deepEqual(await reachable(), []);
    });
});

/** Of the package's own unit, by the same measure: 9.2, 8.3, 9.2, 9.6 and 9.6. */
const exposures = {
    "rabbitmq-server.service": 2,
    "epmd.service": 2,
    "redis-server.service": 2,
    "postgresql@17-main.service": 4,
    "memcached.service": 5,
};

/** A login by memcached's binary protocol; prints the status of the answer, 0 for success. */
const saslLogin = `
import socket, struct, sys
name, password = sys.argv[1:]
user, realm = name.split("@")
key, value = b"PLAIN", b"\\0" + name.encode() + b"\\0" + password.encode()
with socket.create_connection(("127.0.0.1", 11211), 5) as server:
    server.sendall(struct.pack(">BBHBBHIIQ", 0x80, 0x21, len(key), 0, 0, 0, len(key) + len(value), 0, 0) + key + value)
    print(struct.unpack(">BBHBBHIIQ", server.recv(24))[5])
`;
