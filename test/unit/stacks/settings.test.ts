import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { SettingsError } from "../../../components/host/errors";
import { parseSettings } from "../../../stacks/settings";
import { diskWith, makeTestKeys } from "./settings-fixture";
import type { TestKeys, Tree } from "./settings-fixture";

const root = resolve(__dirname, "../../..");

describe("stack settings", () => {
    let keys: TestKeys;
    before(() => {
        keys = makeTestKeys();
    });

    const parseHosts = (hosts: Tree, files: Readonly<Record<string, string>> = {}) =>
        parseSettings({
            config: { "hardened-host:hosts": JSON.stringify(hosts), "other:thing": "of no interest" },
            encryptedKeys: [],
            file: "stacks/Pulumi.test.yaml",
            disk: diskWith(files),
        }).hosts;

    it("need nothing but a cloud and a key", () => {
        const [host] = parseHosts({ "chat-1": { cloud: { local: {} }, login: { authorizedKeys: [keys.ed25519] } } });
        assert.equal(host?.name, "chat-1");
        assert.equal(host.host.ssh.port, 4222);
        assert.equal(host.host.distribution, "debian-13");
        assert.deepEqual(host.login, {
            user: "deploy",
            authorizedKeys: [keys.ed25519],
            identityFile: undefined,
            proxyJump: undefined,
        });
        assert.deepEqual(host.secrets, {});
    });

    it("take a cloud without settings as written in YAML, which is null", () => {
        assert.equal(
            parseHosts({ a: { cloud: { local: null }, login: { authorizedKeys: [keys.ed25519] } } }).length,
            1,
        );
    });

    it("take each key of each file once, and leave comments out", () => {
        const login = { authorizedKeys: [keys.ed25519], authorizedKeyFiles: ["~/.ssh/a.pub", "/keys/b.pub"] };
        const [host] = parseHosts(
            { a: { cloud: { local: {} }, login } },
            { "~/.ssh/a.pub": `# mine\n\n${keys.rsa3072}\r\n${keys.ed25519}\n`, "/keys/b.pub": keys.rsa3072 },
        );
        assert.deepEqual(host?.login.authorizedKeys, [keys.ed25519, keys.rsa3072]);
    });

    it("read each host of a stack with several", () => {
        const login = { authorizedKeys: [keys.ed25519] };
        const hosts = parseHosts({
            "chat-1": { cloud: { local: {} }, login, host: { ssh: { port: 22 } } },
            "chat-2": { cloud: { local: {} }, login, host: { ssh: { port: 4333 } } },
        });
        assert.deepEqual(
            hosts.map(({ name, host }) => [name, host.ssh.port]),
            [
                ["chat-1", 22],
                ["chat-2", 4333],
            ],
        );
    });

    it("give the hosts in the order of their names, also of names that are numbers", () => {
        const host = { cloud: { local: {} }, login: { authorizedKeys: [keys.ed25519] } };
        const hosts = parseHosts({ b: host, "a-1": host, "9": host, "10": host });
        assert.deepEqual(
            hosts.map(({ name }) => name),
            ["10", "9", "a-1", "b"],
        );
    });

    it("report every problem of every host at once", () => {
        const login = { authorizedKeys: [keys.ed25519] };
        assert.throws(
            () =>
                parseHosts({
                    a: { cloud: { local: { cpus: 0 } }, login, host: { ssh: { port: 0, prot: 1 } } },
                    b: { cloud: { mars: {} }, login: { user: "root", authorizedKeys: [keys.rsa2048] } },
                }),
            (error) => {
                assert.ok(error instanceof SettingsError);
                assert.deepEqual(error.problems.map(({ path }) => path).sort(), [
                    "hosts.a.cloud.local.cpus",
                    "hosts.a.host.ssh.port",
                    "hosts.a.host.ssh.prot",
                    "hosts.b.cloud.mars",
                    "hosts.b.login.authorizedKeys[0]",
                    "hosts.b.login.user",
                ]);
                return true;
            },
        );
    });

    it("of every committed stack are good, once its key files are there", () => {
        const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });
        const files = execFileSync("git", ["ls-files", "stacks/Pulumi.*.yaml"], { cwd: root, encoding: "utf8" });
        const names = files.trimEnd().split("\n");
        assert.ok(names.includes("stacks/Pulumi.local.yaml"));
        for (const name of names) {
            const { config } = stackFile.parse(parse(readFileSync(resolve(root, name), "utf8")));
            const texts = Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)] as const);
            const source = { config: Object.fromEntries(texts), encryptedKeys: [], file: name };
            const disk = { exists: () => true, read: () => keys.ed25519 };
            assert.ok(parseSettings({ ...source, disk }).hosts.length > 0, name);
        }
    });
});
