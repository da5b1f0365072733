import assert from "node:assert/strict";
import { appendFile, cp } from "node:fs/promises";
import { join } from "node:path";
import { appWorldForSuite } from "./app-world";
import { lockOf, publish } from "./npm-registry";
import type { Publication } from "./npm-registry";

/** Written for these tests: says what it finds of the packages that it needs. */
const server = `#!/usr/bin/env node
const found = (name) => { try { return require(name); } catch { return "absent"; } };
const answer = [found("demo-answer"), found("@demo/scoped"), found("demo-mac")].join(" ");
require("node:http").createServer((_, response) => response.end(answer)).listen(8000, "127.0.0.1");
`;

const publications: readonly Publication[] = [
    {
        name: "demo-answer",
        version: "2.0.0",
        files: { "index.js": 'module.exports = "answer";', "evil.sh": "touch /var/tmp/install-script-ran" },
        manifest: { scripts: { install: "sh evil.sh" } },
    },
    { name: "@demo/scoped", version: "1.1.0", files: { "index.js": 'module.exports = "scoped";' } },
    {
        name: "demo-mac",
        version: "1.0.0",
        files: { "index.js": 'module.exports = "mac";' },
        manifest: { os: ["darwin"] },
    },
    {
        name: "demo-server",
        version: "1.0.0",
        files: { "cli.js": server },
        manifest: {
            bin: { "demo-server": "cli.js" },
            dependencies: { "demo-answer": "^2.0.0", "@demo/scoped": "1.1.0" },
            optionalDependencies: { "demo-mac": "1.0.0" },
        },
    },
];

describe("any program as a sandboxed service, from npm", function () {
    this.timeout(180_000);
    const world = appWorldForSuite(
        async (made) => {
            await publish(join(made.downloads, "npm"), publications);
            await cp(join(made.downloads, "npm"), join(made.downloads, "tampered"), { recursive: true });
            lock = await lockOf(join(made.downloads, "npm"), "demo-server", "1.0.0");
            await appendFile(join(made.downloads, "tampered/demo-answer/-/demo-answer-2.0.0.tgz"), "x");
        },
        6000,
        ["nodejs"],
    );
    let lock: unknown;

    const deliver = (
        registry: string,
        loosen: object = { writableExecutableMemory: "its engine compiles what it runs" },
    ) =>
        world().deliver({
            service: {
                demo: {
                    description: "A server of packages for Node.js",
                    source: {
                        npm: { package: "demo-server", version: "1.0.0", lock, registry: world().urlOf(registry) },
                    },
                    command: ["bin/demo-server"],
                    port: 8000,
                    hostNames: ["demo.example.org"],
                    healthCommand: "curl --fail --silent http://127.0.0.1:8000/",
                    memoryMaxMib: 512,
                    loosen,
                },
            },
        });

    it("refuses a tampered dependency, and nothing of it is left", async () => {
        const { status, output } = await deliver("tampered");
        assert.notEqual(status, 0, output);
        assert.match(
            output,
            /demo-answer-2\.0\.0\.tgz has the digest [0-9a-f]{128}, not [0-9a-f]{128}: it was tampered with/,
        );
        assert.equal(await world().text("ls -A /opt; ls /etc/systemd/system/demo.service 2>/dev/null || :"), "");
    });

    it("is delivered from the lock that npm made, without npm, and without what is for another system", async () => {
        const { status, output } = await deliver("npm");
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        const answer = await world().text("curl -sS --unix-socket /run/hardened-host-sites/demo.sock http://demo/");
        assert.equal(answer, "answer scoped absent");
        assert.equal(await world().text("command -v npm || :"), "");
    });

    it("runs no script of a package, and lets nobody but root change what was installed", async () => {
        assert.equal(await world().text("ls /var/tmp/install-script-ran 2>/dev/null || :"), "");
        assert.notEqual(await world().text("find /opt/hardened-host/demo -name evil.sh"), "");
        assert.equal(
            await world().text("find /opt/hardened-host/demo ! -type l ! -user root -o -perm /022 ! -type l"),
            "",
        );
    });

    it("is left alone by a delivery that changes nothing", async () => {
        const { status, output } = await deliver("npm");
        assert.equal(status, 0, output);
        assert.match(output, /already is as planned/);
    });

    it("does not start where its sandbox is not loosened: the reason is a real one", async () => {
        const { status, output } = await deliver("npm", {});
        assert.notEqual(status, 0, output);
        assert.equal(await world().text("systemctl is-active demo.service"), "active");
    });
});
