import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../components/builds/build";
import { appWorldForSuite } from "./app-world";

/** Answers with its version, and with what its own folder and its state hold. */
const server = (version: string) => `#!/usr/bin/python3
# marker-of-the-build
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        text = "${version}"
        if self.path == "/note": text = str(open("/var/lib/demo/note", "a").write("x"))
        if self.path == "/folder": text = " ".join(sorted(os.listdir(os.path.dirname(os.path.abspath(sys.argv[0])))))
        self.send_response(200); self.end_headers(); self.wfile.write(text.encode())
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Handler).serve_forever()
`;

describe("a service from a folder that is built on the deploying computer", function () {
    this.timeout(6 * 60 * 1000);
    let folder: string | undefined;
    const cacheBefore = process.env["XDG_CACHE_HOME"];
    const world = appWorldForSuite(async () => {
        folder = await mkdtemp(join(tmpdir(), "hardened-host-built-"));
        // Of the deployer and of this process alike.
        process.env["XDG_CACHE_HOME"] = join(folder, "cache");
    });

    after(async () => {
        if (cacheBefore === undefined) delete process.env["XDG_CACHE_HOME"];
        else process.env["XDG_CACHE_HOME"] = cacheBefore;
        if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    /** A folder with sources and the command that makes the program of them. */
    const source = async (version: string, program = server(version)) => {
        const own = join(folder ?? "", version);
        await mkdir(own, { recursive: true });
        await writeFile(join(own, "source"), program);
        const command = [
            "sh",
            "-c",
            "mkdir -p out/lib && cp source out/server && chmod 755 out/server && echo data >out/lib/data",
        ];
        const order = { folder: own, command, output: "out", environment: {} };
        return { ...order, sha256: build(order) };
    };
    type Built = Awaited<ReturnType<typeof source>>;
    const deliver = (built: Built) =>
        world().deliver({
            service: {
                demo: {
                    description: "A server that was built here",
                    source: { build: built },
                    command: ["server"],
                    port: 8000,
                    healthCommand: "curl --fail --silent http://127.0.0.1:8000/",
                },
            },
        });
    const ask = (path = "/") =>
        world().text(`curl -sS --max-time 8 --unix-socket /run/hardened-host-sites/demo.sock 'http://demo${path}'`);
    const uploads = () => world().text("ls -A /var/lib/hardened-host/uploads");

    it("is built, sent and delivered; the state has its digest and nothing of its content", async () => {
        const built = await source("one");
        const { status, output } = await deliver(built);
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        assert.match(output, /sending a build of \d+\.\d MiB, 3 files and folders/);
        assert.equal(await ask(), "one");
        assert.equal(await ask("/folder"), "lib server");
        const state = JSON.stringify(world().host.deployer.lastState());
        assert.ok(state.includes(built.sha256));
        assert.doesNotMatch(state, /marker-of-the-build/);
        assert.equal(await uploads(), "");
    });

    it("is root's, and nobody else's to change", async () => {
        const modes = await world().text("cd /opt/hardened-host/demo/*/ && stat -c '%a %U:%G %n' server lib lib/data");
        assert.equal(modes, "755 root:root server\n755 root:root lib\n644 root:root lib/data");
    });

    it("changes when its source does, with its state kept, and is not sent when nothing changed", async () => {
        await ask("/note");
        const second = await source("two");
        const { status, output } = await deliver(second);
        assert.equal(status, 0, output);
        assert.equal(await ask(), "two");
        assert.equal(await world().text("cat /var/lib/demo/note"), "x");
        const again = await deliver(second);
        assert.doesNotMatch(again.output, /sending a build/);
    });

    it("stays as it was when the new one does not work", async () => {
        const { status, output } = await deliver(await source("broken", "#!/bin/sh\nexit 1\n"));
        assert.notEqual(status, 0, output);
        assert.equal(await ask(), "two");
    });

    it("is refused when something else lies where it should have arrived, and is sent anew", async () => {
        const third = await source("three");
        await world().text(`mkdir -p /root/evil && echo evil >/root/evil/server && chmod 755 /root/evil/server
            tar -cf /var/lib/hardened-host/uploads/${third.sha256}.tar -C /root/evil .`);
        const { status, output } = await deliver(third);
        assert.notEqual(status, 0, output);
        assert.match(output, /what arrived has the digest [0-9a-f]{64}, not [0-9a-f]{64}/);
        assert.equal(await ask(), "two");
        const again = await deliver(third);
        assert.equal(again.status, 0, again.output);
        assert.equal(await ask(), "three");
    });

    it("goes back to the version before by a rollback on the host, where nobody sends anything", async () => {
        await world().text("hardened-host rollback");
        assert.equal(await ask(), "two");
        const { status, output } = await deliver(await source("three"));
        assert.equal(status, 0, output);
        assert.equal(await ask(), "three");
    });

    it("may be large, and have links", async () => {
        const big = await source("big");
        await writeFile(join(big.folder, "out/blob"), randomBytes(64 * 1024 * 1024));
        await symlink("server", join(big.folder, "out/alias"));
        await chmod(join(big.folder, "out/blob"), 0o600);
        const { command: _command, sha256: _sha256, ...order } = big;
        const started = Date.now();
        const { status, output } = await deliver({
            ...order,
            command: ["true"],
            sha256: build({ ...order, command: ["true"] }),
        });
        assert.equal(status, 0, output);
        process.stdout.write(`    64 MiB: ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
        assert.equal(await ask("/folder"), "alias blob lib server");
    });
});
