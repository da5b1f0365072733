import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { mustRun } from "../vm/world/command";
import { PleromaWorld } from "./pleroma/pleroma-world";

/** A network that nobody outside has: what a forged request would look for. */
const privateAddress = "10.77.0.1";
const sameNetwork = "10.77.0.2";

// The release is a stand-in, see test/apps/pleroma-stand-in: it tries what a server that was taken over would try.
describe("Pleroma's sandbox, database and network, with a stand-in for its release", function () {
    this.timeout(5 * 60 * 1000);
    let world: PleromaWorld;
    let packagedExposure = 0;

    before(async function () {
        await skipWithoutContainers(this);
        world = await PleromaWorld.create();
        // As the package leaves it: running, with a port.
        packagedExposure = await world.exposureOf("postgresql@17-main.service");
        await world.deliverWell(await world.release("1.0.0"));
        // Once, and after its database server was what it is to be.
        const stops = "systemctl is-active pleroma; journalctl -q -o cat -u pleroma | grep -c ^Stopped || :";
        assert.equal(await world.text(stops), "active\n0");
    });
    after(() => world.remove());

    const ask = (request: string) => world.ask(request);
    const as = (account: string, command: string) =>
        world.host.machine.exec(`cd /; runuser -u ${account} -- ${command} 2>&1`);
    const listeners = async () =>
        (await world.text("ss -H -ltunp | grep -E 'beam|epmd|postgres' | awk '{print $5}' | sort -u")).split("\n");

    it("listens on one port of the loopback address; without two options Erlang would let the network in", async () => {
        assert.deepEqual(await listeners(), ["127.0.0.1:4000"]);
        // The table of the firewall would keep Erlang from its port mapper even so.
        await world.text("nft delete table inet hardened_host_pleroma");
        await world.withChangedUnit("Environment=ERL_ZFLAGS=", async () => {
            await world.text("sleep 2");
            const open = await listeners();
            assert.ok(
                open.some((one) => /^(\*|0\.0\.0\.0|\[::\]):4369$/.test(one)),
                open.join(),
            );
            assert.ok(open.filter((one) => !one.startsWith("127.")).length >= 2, open.join());
        });
        await world.text("systemctl reload nftables; nft list table inet hardened_host_pleroma >/dev/null");
        assert.deepEqual(await listeners(), ["127.0.0.1:4000"]);
    });

    it("would not know the system's memory without the one thing that its sandbox is loosened for", async () => {
        assert.match(await ask("/memory"), /total_memory: \d{6,}/);
        await world.withChangedUnit("ProcSubset=pid", async () => {
            const answer = await world.host.machine.exec("curl -sS --max-time 15 http://127.0.0.1:4000/memory");
            assert.doesNotMatch(answer.output, /total_memory: \d{6,}/);
        });
    });

    it("compiles code while it runs, without memory that is both written and run", async () => {
        assert.equal(await ask("/compiled"), ":jit");
        assert.equal(await world.text("systemctl show -P MemoryDenyWriteExecute pleroma.service"), "yes");
    });

    it("is exposed by 2.0 at most while it works, and its database server too", async () => {
        assert.ok(packagedExposure > 5, `as packaged: ${packagedExposure}`);
        process.stdout.write(`    exposure of postgresql@17-main as packaged: ${packagedExposure}\n`);
        for (const unit of ["pleroma", "postgresql@17-main", "pleroma-database", "pleroma-secrets", "pleroma-health"]) {
            const exposure = await world.exposureOf(`${unit}.service`);
            process.stdout.write(`    exposure of ${unit}: ${exposure}\n`);
            assert.ok(exposure <= 2, `${unit}: ${exposure}`);
        }
    });

    it("reads nothing of others, and writes to nothing but its state", async () => {
        await world.text("install -m 0644 /dev/null /root/known; echo known >/root/known");
        const secret = "/etc/pleroma/secrets/secret-key-base";
        for (const path of [
            secret,
            "/etc/shadow",
            "/root/known",
            "/proc/1/environ",
            "/var/lib/postgresql/17/main/PG_VERSION",
        ]) {
            assert.match(await ask(`/file?${path}`), /eacces|enoent/, path);
            await world.text(`test -s ${path} || test -r ${path}`);
        }
        const program = (await world.text("ls -d /opt/hardened-host/pleroma/*/release")).split("\n")[0] ?? "";
        for (const path of [
            `${program}/bin/x`,
            "/etc/pleroma/config.exs",
            "/etc/x",
            "/usr/local/x",
            "/run/x",
            "/home/x",
        ]) {
            assert.match(await ask(`/write?${path}`), /erofs|eacces|enoent/, path);
        }
        assert.equal(await ask("/write?/var/lib/pleroma/uploads/x"), "written");
        assert.equal(await world.text("stat -c '%a %U' /var/lib/pleroma/uploads/x"), "600 pleroma");
        assert.doesNotMatch(await ask("/run?ls /proc"), /^1$/m);
    });

    it("has the secrets that were made for it, which no file beside them holds", async () => {
        const digest = (name: string) =>
            world.text(`tr -d '\\n' </etc/pleroma/secrets/${name} | sha256sum | cut -d ' ' -f 1`);
        for (const [index, name] of ["secret-key-base", "signing-salt", "live-view-signing-salt"].entries()) {
            assert.equal(await ask(`/secret?${index}`), await digest(name));
        }
        const found = await world.host.machine.exec(
            "grep -rlF -f /etc/pleroma/secrets/secret-key-base /etc /opt /usr/local /var/lib/pleroma /var/log /run 2>/dev/null",
        );
        const readable = found.stdout.trim().split("\n").sort();
        const own =
            /^\/etc\/pleroma\/secrets\/secret-key-base$|^\/run\/credentials\/pleroma\.service\/secret-key-base$|^\/run\/pleroma\//;
        assert.deepEqual(
            readable.filter((path) => !own.test(path)),
            [],
        );
        for (const path of readable) assert.notEqual((await as("nobody", `cat ${path}`)).status, 0, path);
    });

    it("makes a pair of keys for push messages that belong together", async () => {
        const script = `import base64, sys
from subprocess import run
key = lambda name: base64.urlsafe_b64decode(open("/etc/pleroma/secrets/push-" + name).read().strip() + "==")
private, public = key("private-key"), key("public-key")
der = bytes.fromhex("30310201010420") + private + bytes.fromhex("a00a06082a8648ce3d030107")
out = run(["openssl", "ec", "-inform", "DER", "-pubout", "-outform", "DER"], input=der, capture_output=True).stdout
print(len(private), len(public), out[-65:] == public)`;
        await world.host.machine.write("/root/pair.py", script);
        assert.equal(await world.text("python3 /root/pair.py"), "32 65 True");
    });

    it("has a database that no other account gets into, by whatever name and whatever way", async () => {
        const psql = (account: string, options: string) => as(account, `psql -At -c 'SELECT 1' ${options}`);
        assert.equal((await psql("pleroma", "-d pleroma")).stdout.trim(), "1");
        for (const options of ["-d pleroma -U pleroma", "-d pleroma", "-d postgres -U postgres", "-d template1"]) {
            for (const account of ["nobody", "www-data", "deploy"]) {
                assert.notEqual((await psql(account, options)).status, 0, `${account} ${options}`);
            }
        }
        for (const options of ["-d postgres", "-d template1", "-d pleroma -U postgres", "-d pleroma -h 127.0.0.1"]) {
            assert.notEqual((await psql("pleroma", options)).status, 0, options);
        }
        for (const query of [
            "COPY (SELECT 1) TO PROGRAM 'id'",
            "SELECT pg_read_file('/etc/passwd')",
            "CREATE ROLE x",
        ]) {
            const { output } = await as("pleroma", `psql -d pleroma -c "${query}"`);
            assert.match(output, /permission denied/, query);
        }
    });

    it("would refuse the server itself, if its database server had users of its own", async () => {
        const dropIn = "/run/systemd/system/postgresql@17-main.service.d/99-strict.conf";
        const restart = "systemctl daemon-reload; systemctl restart postgresql@17-main";
        await world.text("systemctl stop pleroma");
        await world.text(
            `mkdir -p ${dropIn.replace(/\/[^/]*$/, "")}; printf '[Service]\\nPrivateUsers=yes\\n' >${dropIn}; ${restart}`,
        );
        assert.match((await as("pleroma", "psql -d pleroma -c 'SELECT 1'")).output, /Peer authentication failed/);
        await world.text(`rm ${dropIn}; ${restart}; systemctl start pleroma`);
        assert.match(await ask("/api/v1/instance"), /has 0 users/);
    });

    it("answers to the web edge and root at its port, and to no other account", async () => {
        const port = "curl -sS --max-time 5 http://127.0.0.1:4000/api/v1/instance";
        assert.match((await as("www-data", port)).output, /has 0 users/);
        for (const account of ["nobody", "deploy", "postgres"])
            assert.match((await as(account, port)).output, /refused|connect/i);
    });

    it("reaches the world, and not the host's other programs nor other machines of a private network", async () => {
        await mustRun("ip", [
            "-n",
            world.world.network.namespace,
            "addr",
            "add",
            `${privateAddress}/24`,
            "dev",
            "bridge0",
        ]);
        const serve = ["-m", "http.server", "--bind", privateAddress, "8099"];
        const neighbour = world.world.network.spawn("python3", serve, { stdio: "ignore" });
        try {
            await world.text(
                `ip addr add ${sameNetwork}/24 dev $(ip -o -4 route get 198.51.100.1 | sed 's/.* dev \\([^ ]*\\).*/\\1/'); sleep 1`,
            );
            assert.equal(await ask("/connect?198.51.100.1:8090"), "connected");
            for (const target of [`${privateAddress}:8099`, "127.0.0.1:80", "127.0.0.1:4222"]) {
                assert.match(await ask(`/connect?${target}`), /econnrefused|ehostunreach|etimedout|eperm/, target);
            }
            await world.text(`curl -sS --max-time 5 http://${privateAddress}:8099/ >/dev/null`);
            await world.text(
                "curl -sS --max-time 5 -o /dev/null http://127.0.0.1/; ss -H -ltn 'sport = 4222' | grep -q 4222",
            );
        } finally {
            neighbour.kill();
        }
    });
});
