import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import type { FaultyHost } from "../faults/world/faulty-host";
import { World } from "../faults/world/world";
import { keyOf } from "../faults/world/host-variant";
import { run } from "../vm/world/command";
import { makeFiles } from "./files";
import { OwnersComputer } from "./owners-computer";
import { Store } from "./store";
import { packagesOfWholeHost, wholeServer } from "./whole-host";

const keyPattern = /^ {4}(([2-9A-HJKMNP-Z]{6}-){7}[2-9A-HJKMNP-Z]{6})$/m;
const password = "the password of the backups in this test";

/** What every process was started with, from now until its flag goes. */
const watchCommandLines = (flag: string, seen: string) =>
    `touch ${flag}; while [ -e ${flag} ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; done | tr '\\0' '\\n' >${seen}`;

describe("the commands around backups, on their owner's computer", function () {
    this.timeout(10 * 60 * 1000);
    let world: World;
    let store: Store;
    let host: FaultyHost;
    let computer: OwnersComputer;
    let ownersKey: string;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create(debian13With(packagesOfWholeHost));
        store = await Store.create(world.network);
        host = await world.makeHost(wholeServer);
        await host.machine.text(makeFiles);
        computer = await OwnersComputer.create(world.network);
        await computer.writeStack("shop", { "hardened-host:hosts": { "web-1": settings() } });
    });
    after(async () => {
        await computer.remove();
        await host.remove();
        await store.remove();
        await world.remove();
    });

    const settings = () => {
        const { publicKey, identityFile } = keyOf(wholeServer.access, host.host);
        return {
            cloud: { existing: { address: host.host.address, hostKey: host.host.firstHostKey } },
            login: { authorizedKeys: [publicKey], identityFile },
            host: {
                ssh: { port: 4222 },
                trustedSources: ["198.51.100.0/24"],
                backup: { repository: store.settings, paths: ["/srv/data"], jitterMinutes: 0, keepDays: 60 },
            },
        };
    };

    const setSecret = async (name: string, value: string) => {
        const path = `hardened-host:secrets.web-1.${name}`;
        const args = ["pulumi", "--", "config", "set", "--stack", "shop", "--secret", "--path", path];
        const { status, output } = await computer.npm(args, { input: value });
        assert.equal(status, 0, output);
    };

    it("`up` as the guide has it: a host with everything on, that backs up", async () => {
        const made = await computer.npm(["pulumi", "--", "stack", "select", "--create", "shop"]);
        assert.equal(made.status, 0, made.output);
        await setSecret("backup-password", password);
        await setSecret("backup-repository", store.hostPassword);
        const { status, output } = await computer.npm(["up", "--", "shop"]);
        assert.equal(status, 0, `${output}\n${status === 0 ? "" : await host.journal()}`);
        await host.machine.text("hardened-host-backup run");
        assert.match(
            await host.machine.text("hardened-host-backup status"),
            /last good snapshot: [0-9a-f]{8}, 0 hours/,
        );
    });

    it("`backup-key` prints a key, once, that opens the repository", async () => {
        const [flag, seen] = ["/run/watching", "/run/seen"];
        const watching = host.machine.exec(watchCommandLines(flag, seen));
        const here = `${computer.folder}/seen`;
        const watchingHere = run("sh", ["-c", watchCommandLines(`${computer.folder}/watching`, here)]);
        const { status, output, stdout } = await computer.npm(["backup-key", "--", "shop"]);
        await host.machine.text(`rm ${flag}`);
        await rm(`${computer.folder}/watching`);
        await Promise.all([watching, watchingHere]);
        assert.equal(status, 0, output);
        ownersKey = keyPattern.exec(stdout)?.[1] ?? assert.fail(output);
        assert.equal(output.split(ownersKey).length, 2, "it is printed once");

        const listed = await restic("snapshots --no-lock", ownersKey, store.prunePassword);
        assert.equal(listed.status, 0, listed.output);
        const seenThere = await host.machine.text(`cat ${seen}`);
        const seenHere = await readFile(here, "utf8");
        assert.match(seenThere, /hardened-host-backup\nadd-key/);
        assert.match(seenHere, /hardened-host-backup add-key/);
        assert.ok(!seenThere.includes(ownersKey) && !seenHere.includes(ownersKey), "a list of processes shows the key");
    });

    it("leaves that key nowhere: not in the state, nor in a log or a file, here or on the host", async () => {
        const search = `grep -r -l -a -F -e '${ownersKey}'`;
        const onHost = await host.machine.exec(`${search} /etc /home /opt /root /run /srv /tmp /usr /var 2>/dev/null`);
        assert.equal(onHost.stdout, "");
        const onComputer = await run("sh", ["-c", `${search} ${computer.folder}`]);
        assert.equal(onComputer.stdout, "");
        const exported = await computer.npm(["pulumi", "--", "stack", "export", "--show-secrets", "--stack", "shop"]);
        assert.equal(exported.status, 0);
        assert.ok(exported.stdout.includes(password), "a secret of the stack is found");
        assert.ok(!exported.stdout.includes(ownersKey));
    });

    it("`backup-key` makes another key only when it is told to, and prints none when it made none", async () => {
        const refused = await computer.npm(["backup-key", "--", "shop"]);
        assert.notEqual(refused.status, 0);
        assert.match(refused.output, /has a key of its owner's already/);
        assert.doesNotMatch(refused.output, keyPattern);
        const another = await computer.npm(["backup-key", "--", "shop", "--another"]);
        assert.equal(another.status, 0, another.output);
        assert.notEqual(keyPattern.exec(another.stdout)?.[1], ownersKey);
    });

    it("`backup-prune` needs a credential of its own, and gets nowhere with the host's", async () => {
        await addSnapshot("2020-01-01 00:00:00");
        const without = await computer.npm(["backup-prune", "--", "shop"]);
        assert.notEqual(without.status, 0);
        assert.match(without.output, /No credential of the pruner's own is given/);
        for (const port of [8000, 8001]) {
            const environment = prunersEnvironment(store.hostPassword, port);
            const refused = await computer.npm(["backup-prune", "--", "shop"], { environment });
            assert.notEqual(refused.status, 0, refused.output);
        }
        assert.equal((await snapshots()).length, 2);
    });

    it("`backup-prune` forgets what is too old and keeps what is not; a dry run only says so", async () => {
        const environment = prunersEnvironment(store.prunePassword, 8001);
        const before = await snapshots();
        const dry = await computer.npm(["backup-prune", "--", "shop", "--dry-run"], { environment });
        assert.equal(dry.status, 0, dry.output);
        assert.match(dry.stdout, /web-1: would forget 1 snapshots, kept 1/);
        assert.deepEqual(await snapshots(), before);
        const { status, stdout, output } = await computer.npm(["backup-prune", "--", "shop"], { environment });
        assert.equal(status, 0, output);
        assert.match(stdout, /web-1: forgot 1 snapshots, kept 1/);
        const good = await host.machine.text("cat /var/lib/hardened-host-backup/progress/last-good");
        assert.deepEqual(await snapshots(), [good]);
    });

    it("`backup-prune` fails and says so when there are snapshots from the future", async () => {
        await addSnapshot("2090-01-01 00:00:00");
        const environment = prunersEnvironment(store.prunePassword, 8001);
        const { status, stdout } = await computer.npm(["backup-prune", "--", "shop", "web-1"], { environment });
        assert.equal(status, 1);
        assert.match(stdout, /WARNING: snapshot [0-9a-f]{8} of web-1 is from the future \(2090-01-01/);
        assert.equal((await snapshots()).length, 2);
    });

    const prunersEnvironment = (secret: string, port: number) => ({
        RESTIC_REST_USERNAME: "host",
        RESTIC_REST_PASSWORD: secret,
        RESTIC_REPOSITORY: `rest:https://${store.machine.address}:${port}/host/`,
    });

    async function snapshots(): Promise<string[]> {
        return (await store.machine.text(`ls ${Store.folder}/snapshots`)).split("\n");
    }

    async function addSnapshot(time: string): Promise<void> {
        const args = `backup --quiet --tag hardened-host --host web-1 --time '${time}' /etc/hostname`;
        const { status, output } = await restic(args, password, store.prunePassword);
        assert.equal(status, 0, output);
    }

    /** restic of another computer. */
    function restic(args: string, repositoryPassword: string, credential: string) {
        return store.machine.exec(
            `export RESTIC_PASSWORD='${repositoryPassword}' RESTIC_REST_USERNAME=host RESTIC_REST_PASSWORD='${credential}'
            restic -r rest:https://${store.machine.address}:8001/host/ --cacert /etc/store/cert.pem ${args}`,
        );
    }
});
