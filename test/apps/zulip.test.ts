import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { difference } from "../faults/world/difference";
import { standInRelease } from "./zulip-stand-in";
import { checks, innerPorts, zulipWorldForSuite } from "./zulip-world";

describe("Zulip's installer and its databases and brokers, by a stand-in for its release", function () {
    this.timeout(240_000);
    const world = zulipWorldForSuite();

    it("without it: RabbitMQ and its port mapper are open to the world, and nothing asks for a password", async () => {
        await world().text("systemctl start rabbitmq-server redis-server memcached postgresql");
        assert.deepEqual(await world().reachable(), [4369, 5672, 25672], await world().text("ss -ltn"));
        assert.match(await world().text("rabbitmqctl --silent list_users; redis-cli ping"), /guest[^]*PONG/);
        const holding = ["PostgreSQL tells nothing over the network to whom has no password"];
        const titles = checks.map(({ title }) => title).filter((title) => !holding.includes(title));
        assert.deepEqual(await world().failing(), titles);
        assert.ok((await world().apps.exposureOf("rabbitmq-server.service")) > 8);
        await world().stopPackages();
    });

    it("refuses a tampered archive, and the host is as it was", async () => {
        const { downloads, host } = world().apps;
        await world().apps.pack("zulip-12.5.tar.gz", standInRelease("12.5"));
        await appendFile(join(downloads, "zulip-12.5.tar.gz"), "x");
        const found = await host.fingerprintAsFound();
        const { status, output } = await world().deliver("12.5");
        assert.notEqual(status, 0, output);
        assert.match(output, /the download has the digest [0-9a-f]{64}, not [0-9a-f]{64}: it was tampered with/);
        // Made by sudo itself at its first use.
        const sudosMark = /^\+ f .* home\/deploy\/\.sudo_as_admin_successful$/;
        assert.match(difference(found, await host.fingerprintAsFound()), new RegExp(`^$|${sudosMark.source}`));
        assert.equal(await world().text("ls -A /opt; ls -d /var/log/zulip /etc/zulip 2>/dev/null || :"), "");
    });

    it("is delivered at once, and announces an installer that fails", async () => {
        await world().text("touch /root/installer-fails");
        const { status, output } = await world().deliver("12.4");
        assert.equal(status, 0, `${output}\n${await world().apps.host.journal()}`);
        await world().text(
            "for i in $(seq 60); do [ ! -e /etc/motd.d/hardened-host-zulip-deploy ] || break; sleep 0.5; done",
        );
        assert.match(await world().text("cat /etc/motd.d/hardened-host-zulip-deploy"), /zulip-deploy failed/);
        const refused = await world().apps.host.machine.exec("zulip-organization-link");
        assert.match(refused.output, /Zulip could not be installed/);
        await world().text("rm /root/installer-fails");
    });

    it("goes on where it was, and runs the installer as its manual says", async () => {
        await world().text("systemctl start zulip-deploy");
        const installations = (await world().calls()).split("\n").filter((line) => line.startsWith("install "));
        const expected =
            "install --hostname=chat.example.org --email=owner@example.org --postgresql-version=17 " +
            "--no-overwrite-settings --no-dist-upgrade --no-push-notifications";
        assert.deepEqual([...new Set(installations)], [expected]);
        await world().text(
            "for i in $(seq 20); do [ -e /etc/motd.d/hardened-host-zulip-deploy ] || break; sleep 0.5; done",
        );
        assert.equal(await world().text("ls -A /etc/motd.d; ls /root"), "");
        assert.equal(await world().text("readlink /home/zulip/deployments/current"), "/home/zulip/deployments/first");
    });

    it("passes its checks", async () => assert.deepEqual(await world().failing(), []));

    it("listens on the loopback interface only, but for the web and for SSH", async () => {
        const listening = (await world().text("ss -H -ltn | awk '{print $4}'")).split("\n");
        const isLocal = (one: string) => /^(127\.[\d.]+|\[::1\]|\[::ffff:127\.0\.0\.1\]):/.test(one);
        const portsOf = (all: string[]) => [...new Set(all.map((one) => Number(/\d+$/.exec(one)?.[0])))];
        const byNumber = (a: number, b: number) => a - b;
        assert.deepEqual(portsOf(listening.filter((one) => !isLocal(one))).sort(byNumber), [80, 443, 4222]);
        assert.deepEqual(
            portsOf(listening.filter(isLocal))
                .filter((port) => port !== 53)
                .sort(byNumber),
            innerPorts,
        );
    });

    it("is reached at 443 and nowhere else, plain HTTP included", async () => {
        assert.deepEqual(await world().reachable(), []);
        assert.equal(await world().apps.isReachableFromOutside(443, 20), true);
        assert.equal(await world().apps.isReachableFromOutside(80), false);
    });

    it("keeps strangers from all but the web even with the firewall gone", async () => {
        await world().text("nft flush ruleset");
        assert.equal(await world().apps.isReachableFromOutside(80, 20), true);
        assert.deepEqual(await world().reachable(), []);
        await world().text("systemctl restart nftables");
        assert.equal(await world().apps.isReachableFromOutside(80), false);
    });

    it("has its services work for whom has their passwords, from within their sandboxes", async () => {
        const secret = (name: string) => world().text(`sed -n 's/^${name} = //p' /etc/zulip/zulip-secrets.conf`);
        const answers = async (name: string, command: string) =>
            world().text(`password=${await secret(name)}; ${command}`);
        assert.equal(await answers("redis_password", "REDISCLI_AUTH=$password redis-cli ping"), "PONG");
        assert.match(await answers("rabbitmq_password", "rabbitmqctl authenticate_user zulip $password"), /Success/);
        const postgres = "PGPASSWORD=$password psql -h 127.0.0.1 -U zulip -Atc 'select 6 * 7'";
        assert.equal(await answers("postgres_password", postgres), "42");
        await world().apps.host.machine.write("/root/sasl.py", saslLogin);
        assert.equal(await answers("memcached_password", "python3 /root/sasl.py zulip@localhost $password"), "0");
        assert.notEqual(await world().text("python3 /root/sasl.py zulip@localhost wrong"), "0");
        assert.equal(await world().text("ps -o user= -C python3 | sort -u"), "zulip");
    });

    it("has its services confined", async () => {
        for (const [unit, limit] of Object.entries(exposures)) {
            const exposure = await world().apps.exposureOf(unit);
            assert.ok(exposure <= limit, `${unit}: ${exposure}`);
        }
    });

    it("lets RabbitMQ know the machine's memory, which it could not without the one loosening of its sandbox", async () => {
        const memory = "rabbitmqctl eval 'vm_memory_monitor:get_total_memory().'";
        assert.match(await world().text(memory), /^\d{9,}$/);
        const dropIn = "/run/systemd/system/rabbitmq-server.service.d/99-strict.conf";
        await world().text(`mkdir -p $(dirname ${dropIn}); printf '[Service]\\nProcSubset=pid\\n' >${dropIn}
            systemctl daemon-reload; systemctl restart rabbitmq-server`);
        assert.doesNotMatch(await world().text(memory), /^\d{9,}$/);
        await world().text(`rm ${dropIn}; systemctl daemon-reload; systemctl restart rabbitmq-server`);
    });
});

const exposures = {
    "rabbitmq-server.service": 1.5,
    "epmd.service": 1.5,
    "redis-server.service": 1.5,
    "postgresql@17-main.service": 4,
    "memcached.service": 4,
};

/** A login by memcached's binary protocol; prints the status of the answer, 0 for success. */
const saslLogin = `
import socket, struct, sys
user, password = sys.argv[1:]
key, value = b"PLAIN", b"\\0" + user.encode() + b"\\0" + password.encode()
with socket.create_connection(("127.0.0.1", 11211), 5) as server:
    server.sendall(struct.pack(">BBHBBHIIQ", 0x80, 0x21, len(key), 0, 0, 0, len(key) + len(value), 0, 0) + key + value)
    print(struct.unpack(">BBHBBHIIQ", server.recv(24))[5])
`;
