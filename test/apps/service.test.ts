import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { plannedExposures } from "../../components/host/exposure";
import { difference } from "../faults/world/difference";
import { appWorldForSuite } from "./app-world";

/** Serves what it is asked for: a file, an address to connect to, its environment. Written for these tests. */
const server = `#!/usr/bin/python3
import http.server, os, socket, sys, urllib.parse
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        value = urllib.parse.unquote(query)
        try:
            if path == "/file": text = open(value).read()
            elif path == "/write": text = str(open(value, "w").write("x"))
            elif path == "/connect":
                host, _, port = value.rpartition(":")
                socket.create_connection((host, int(port)), 3); text = "connected"
            elif path == "/variable": text = os.environ.get(value, "none")
            elif path == "/list": text = " ".join(os.listdir(value))
            else: text = VERSION
            self.send_response(200)
        except OSError as error:
            self.send_response(500); text = str(error)
        self.end_headers(); self.wfile.write(text.encode())
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;

const versions = ["one", "two"].map((version) => server.replace("= VERSION", `= "${version}"`));

describe("any program as a sandboxed service, from a checked archive", function () {
    this.timeout(180_000);
    const world = appWorldForSuite(async (made) => {
        digests = [
            await made.pack("one.tar.gz", { server: versions[0] ?? "" }),
            await made.pack("two.tar.gz", { server: versions[1] ?? "" }),
        ];
    });
    let digests: string[] = [];

    const settings = (archive: string, sha256 = digests[0] ?? "", extra: object = {}) => ({
        demo: {
            description: "A server that does as it is told",
            source: { archive: { url: world().urlOf(archive), sha256, version: "1" } },
            command: ["server", "8000"],
            port: 8000,
            hostNames: ["demo.example.org"],
            credentials: { token: { secret: "demoToken", environment: "DEMO_TOKEN" } },
            healthCommand: "curl --fail --silent http://127.0.0.1:8000/",
            ...extra,
        },
    });
    const deliver = (service: object) => world().deliver({ service }, { demoToken: "topsecret-demo" });
    const ask = (request: string) =>
        world().text(`curl -sS --max-time 8 --unix-socket /run/hardened-host-sites/demo.sock 'http://demo${request}'`);

    it("refuses a tampered archive, and the host is as it was", async () => {
        await world().pack("tampered.tar.gz", { server: versions[0] ?? "" });
        await appendFile(join(world().downloads, "tampered.tar.gz"), "x");
        const found = await world().host.fingerprintAsFound();
        const { status, output } = await deliver(settings("tampered.tar.gz"));
        assert.notEqual(status, 0, output);
        assert.match(output, /the download has the digest [0-9a-f]{64}, not [0-9a-f]{64}: it was tampered with/);
        // Made by sudo itself at its first use.
        const sudosMark = /^\+ f .* home\/deploy\/\.sudo_as_admin_successful$/;
        assert.match(difference(found, await world().host.fingerprintAsFound()), new RegExp(`^$|${sudosMark.source}`));
        assert.equal(await world().text("ls -A /opt"), "");
    });

    it("is delivered, healthy and reached by its socket", async () => {
        const { status, output } = await deliver(settings("one.tar.gz"));
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        assert.equal(await ask("/"), "one");
        assert.equal(await ask("/variable?DEMO_TOKEN"), "topsecret-demo");
    });

    it("lets nobody but root and the web edge's group in, and no port of the host leads to it", async () => {
        assert.match(
            await world().text("stat -c '%a %U:%G' /run/hardened-host-sites/demo.sock"),
            /^660 root:www-data$/,
        );
        const asStranger = "setpriv --reuid nobody --regid nogroup --clear-groups curl -sS --unix-socket";
        await assert.rejects(world().text(`${asStranger} /run/hardened-host-sites/demo.sock http://demo/`));
        assert.equal(await world().text("ss -H -ltn 'sport = 8000'"), "");
        const asEdge =
            "setpriv --reuid nobody --regid nogroup --groups $(getent group www-data | cut -d: -f3) curl -sS --unix-socket";
        assert.equal(await world().text(`${asEdge} /run/hardened-host-sites/demo.sock http://demo/`), "one");
    });

    it("reaches neither programs of the host nor the metadata service nor the world, which the host itself does", async () => {
        await world().text(
            "systemd-run --quiet --unit=beside python3 -m http.server --bind 127.0.0.1 9191; sleep 1; curl -sS http://127.0.0.1:9191/ >/dev/null",
        );
        for (const target of ["127.0.0.1:9191", "127.0.0.1:4222", "169.254.169.254:80", "198.51.100.1:8090"]) {
            assert.match(await ask(`/connect?${target}`), /refused|unreachable|not permitted|timed out/i, target);
        }
        assert.match(await world().text("curl -sS http://198.51.100.1:8090/"), /one.tar.gz/);
        await world().text("systemctl stop beside");
    });

    it("reads and writes nothing but its own state", async () => {
        const secrets = [
            "/etc/shadow",
            "/etc/hardened-host/credentials/demo/token",
            "/proc/1/environ",
            "/root/.bashrc",
            "/dev/mem",
        ];
        for (const path of secrets)
            assert.match(await ask(`/file?${path}`), /denied|No such file|not permitted/i, path);
        for (const path of ["/etc/x", "/opt/hardened-host/demo/x", "/usr/local/x", "/run/x"]) {
            assert.match(await ask(`/write?${path}`), /Read-only|denied/i, path);
        }
        assert.equal(await ask("/write?/var/lib/demo/note"), "1");
        assert.equal(
            await world().text("stat -c '%a %U %n' /var/lib/demo /var/lib/demo/note"),
            "700 demo /var/lib/demo\n600 demo /var/lib/demo/note",
        );
        assert.deepEqual(
            (await ask("/list?/proc")).split(" ").filter((name) => name === "1"),
            [],
        );
    });

    it("changes to another version with its state kept, and back by itself when that does not work", async () => {
        const second = await deliver(settings("two.tar.gz", digests[1]));
        assert.equal(second.status, 0, second.output);
        assert.equal(await ask("/"), "two");
        const broken = await world().pack("broken.tar.gz", { server: "#!/bin/sh\nexit 1\n" });
        const third = await deliver(settings("broken.tar.gz", broken));
        assert.notEqual(third.status, 0, third.output);
        assert.equal(await ask("/"), "two");
        assert.equal(await ask("/file?/var/lib/demo/note"), "x");
        const versions = await world().text("ls /opt/hardened-host/demo");
        assert.equal(versions.split("\n").length, 2, versions);
    });

    it("starts again by itself when it dies", async () => {
        await world().text("systemctl kill --signal=KILL demo.service; sleep 8");
        assert.equal(await ask("/"), "two");
    });

    it("answers its health check, and a failure of it is announced", async () => {
        await world().text("systemctl start demo-health.service");
        await world().text(
            "systemctl kill --signal=STOP demo.service; ! timeout 90 systemctl start demo-health.service 2>/dev/null",
        );
        await world().text(
            "systemctl kill --signal=CONT demo.service; sleep 1; ls /etc/motd.d/hardened-host-demo-health",
        );
    });

    it("is exposed by 1.2 at most while it works", async () => {
        assert.equal(await ask("/"), "two");
        const exposure = await world().exposureOf("demo.service");
        assert.ok(exposure <= 1.2, `demo.service: ${exposure}`);
    });

    it("has its exposure in the outputs, as systemd measures it on the host, and so has every unit beside it", async () => {
        const { exposureLevels } = world().host.deployer.lastState();
        for (const unit of ["demo.service", "demo-site.service", "demo-health.service"])
            assert.equal(exposureLevels[unit], await world().exposureOf(unit), unit);
        assert.deepEqual(
            Object.keys(exposureLevels).filter((unit) => unit.includes("@.")),
            [],
        );
    });

    it("was expected to have about that exposure, which previews show before there is a host", () => {
        const { exposureLevels, files } = world().host.deployer.lastState();
        const planned = plannedExposures({ files });
        assert.ok(Object.keys(planned).includes("demo.service"));
        for (const [unit, level] of Object.entries(planned).filter(([name]) => !name.includes("@."))) {
            const measured = exposureLevels[unit] ?? NaN;
            assert.ok(Math.abs(level - measured) <= Math.max(0.4, measured / 3), `${unit}: ${level}, not ${measured}`);
        }
    });

    it("shows by its exposure what a loosened sandbox costs", async () => {
        const before = world().host.deployer.lastState().exposureLevels["demo.service"] ?? 10;
        const loosen = {
            writableExecutableMemory: "it compiles what it runs",
            systemInformation: "it looks at the machine's load",
            ownPriority: "it lowers its own priority",
        };
        const { status, output } = await deliver(settings("two.tar.gz", digests[1], { loosen }));
        assert.equal(status, 0, output);
        const after = world().host.deployer.lastState().exposureLevels["demo.service"] ?? 0;
        assert.ok(after > before, `${before} -> ${after}`);
    });
});
