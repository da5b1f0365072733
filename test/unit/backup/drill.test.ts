import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { parse } from "yaml";
import { flawsOf, pingHeartbeat, type RestoreReport } from "../../../scripts/backup/drill";
import { drillStackFile } from "../../../scripts/backup/drill-stack";
import { makeOwnerKey } from "../../../scripts/backup/owner-key";
import { chooseBackup } from "../../../scripts/backup/stack-backup";

const rest = { type: "rest", host: "store.example.org", user: "chat-1" };
const stack = `encryptionsalt: v1:abc
config:
  hardened-host:rollout: {canaries: 1}
  hardened-host:restoreProvedAt: {chat-2: "2026-06-01T12:00:00Z"}
  hardened-host:backupBuckets: {main: {aws: {bucket: example-backups, region: eu-central-1}}}
  hardened-host:hosts:
    chat-1:
      cloud: {hetzner: {serverType: cx23}}
      dns: {hetzner: {zone: example.org}}
      login: {user: deploy}
      host: {ssh: {port: 2222}, backup: {repository: ${JSON.stringify(rest)}, paths: [/srv]}}
    chat-2: {cloud: {local: {}}, host: {}}
  hardened-host:secrets:
    chat-1: {backup-password: {secure: v1:sealed}}
    chat-2: {other: {secure: v1:other}}
`;

describe("the stack of a restore drill", () => {
    it("is the host as it is, on this computer, that only restores, with its sealed secrets and their salt", () => {
        assert.deepEqual(parse(drillStackFile(stack, "chat-1")), {
            encryptionsalt: "v1:abc",
            config: {
                "hardened-host:hosts": {
                    "chat-1": {
                        cloud: { local: {} },
                        login: { user: "deploy" },
                        host: {
                            ssh: { port: 2222 },
                            backup: { repository: rest, paths: ["/srv"], mode: "restore-only", restoreFrom: "latest" },
                        },
                    },
                },
                "hardened-host:secrets": { "chat-1": { "backup-password": { secure: "v1:sealed" } } },
            },
        });
    });

    it("is refused for a host without backups, or with backups on its own disk", () => {
        assert.throws(() => drillStackFile(stack, "chat-2"), /chat-2 has no settings "backup"/);
        const onDisk = stack.replace(JSON.stringify(rest), "{type: folder, path: /srv/backup-disk}");
        assert.throws(() => drillStackFile(onDisk, "chat-1"), /on a disk of its own/);
    });
});

describe("a restore drill", () => {
    const report: RestoreReport = {
        snapshot: "a".repeat(64),
        madeAt: "2026-06-01T01:00:00Z",
        ageSeconds: 3600 * 20,
        seconds: 5,
        bytes: 1e6,
        entries: 12,
        sets: "settings",
        failed: "",
    };

    it("proves a restore that is whole and recent, and no other", () => {
        assert.deepEqual(flawsOf(report, 26), []);
        assert.match(flawsOf({ ...report, failed: "load-of-shop" }, 26).join(), /load-of-shop/);
        assert.match(flawsOf({ ...report, ageSeconds: 3600 * 27 }, 26).join(), /27 hours old/);
        assert.match(flawsOf({ ...report, ageSeconds: -7200 }, 26).join(), /future/);
        assert.match(flawsOf({ ...report, entries: 0 }, 26).join(), /nothing was restored/);
    });

    it("pings a watcher, and fails when that does not hear it", async () => {
        let status = 200;
        const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, "127.0.0.1");
        await once(server, "listening");
        const address = server.address();
        assert.ok(typeof address === "object" && address !== null);
        const url = `http://127.0.0.1:${address.port}/drill`;
        await pingHeartbeat(url);
        status = 404;
        await assert.rejects(pingHeartbeat(url), /status 404/);
        server.close();
    });
});

describe("the owner's key", () => {
    it("is long, each time another, and has no letters that paper confuses", () => {
        const keys = new Set(Array.from({ length: 100 }, makeOwnerKey));
        assert.equal(keys.size, 100);
        for (const key of keys) assert.match(key, /^([2-9A-HJKMNP-Z]{6}-){7}[2-9A-HJKMNP-Z]{6}$/);
    });
});

describe("the backup of a stack", () => {
    const config = (hosts: unknown, secrets: unknown) =>
        JSON.stringify({
            "hardened-host:hosts": { value: JSON.stringify(hosts), secret: false },
            "hardened-host:secrets": { value: JSON.stringify(secrets), secret: true },
        });
    const hosts = { "chat-1": { host: { backup: { repository: rest } } }, "chat-2": {} };

    it("is that of its only host with backups", () => {
        const { host, repository, password } = chooseBackup(
            config(hosts, { "chat-1": { "backup-password": "p" } }),
            undefined,
        );
        assert.deepEqual([host, repository, password], ["chat-1", "rest:https://store.example.org:8000/chat-1/", "p"]);
    });

    it("must be chosen where there are several, and must have its password", () => {
        const two = { ...hosts, "chat-3": hosts["chat-1"] };
        assert.throws(() => chooseBackup(config(two, {}), undefined), /No host given; with backups: chat-1, chat-3/);
        assert.throws(() => chooseBackup(config(hosts, {}), "chat-2"), /no host "chat-2" with backups/);
        assert.throws(() => chooseBackup(config(hosts, {}), "chat-1"), /no secrets\.chat-1\.backup-password/);
    });
});
