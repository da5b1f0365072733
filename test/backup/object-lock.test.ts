import assert from "node:assert/strict";
import { prune, type Restic } from "../../scripts/backup/prune";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { World } from "../faults/world/world";
import { mustRun, run } from "../vm/world/command";
import { BackedUpHost, packages, stackFor, type StackOfHost } from "./backed-up-host";
import { makeFiles } from "./files";
import { s3Obstacle, S3Store } from "./s3-store";
import { Wiretap } from "./wiretap";

const folder = "container";

describe("a bucket with object lock", function () {
    this.timeout(6 * 60 * 1000);
    let world: World;
    let store: S3Store;
    let host: BackedUpHost;
    let stack: StackOfHost;
    let good: string;

    before(async function () {
        await skipWithoutContainers(this);
        const obstacle = s3Obstacle();
        if (obstacle !== undefined) {
            process.stdout.write(`    skipped: ${obstacle}\n`);
            this.skip();
        }
        world = await World.create(debian13With(packages));
        store = await S3Store.create(world.network);
        stack = stackFor(store);
        host = await BackedUpHost.create(world);
        await host.text(makeFiles);
        await host.deliver(stack);
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    const check = async () => (await host.exec("systemctl start hardened-host-backup-check")).status;
    const asHost = async (method: string, target: string, headers: readonly string[] = [], body = "") =>
        (await store.request(store.host, method, target, { headers, body })).stdout.split("\n").at(-1);
    const asPruner = async (method: string, target: string, headers: readonly string[] = []) =>
        (await store.request(store.pruner, method, target, { headers })).stdout.split("\n").at(-1);
    const bypass = ["x-amz-bypass-governance-retention: true"];

    it("holds a host's backups, which nobody on the wire or at the server can read", async () => {
        const wiretap = await Wiretap.start(world.network);
        good = await host.backUpWell();
        const seen = await wiretap.stop();
        assert.ok(seen.length > 3_000_000, `${seen.length} bytes were captured`);
        assert.equal(await check(), 0, await host.log());
        const found = (text: string) => run("grep", ["-r", "-a", "-q", "-e", text, store.files]);
        assert.equal((await found("scrypt")).status, 0, "what is plain in a repository is found");
        for (const secret of ["MARKER", "name with spaces", "/srv/data", stack.password]) {
            assert.ok(!seen.includes(secret), secret);
            assert.equal((await found(secret)).status, 1, secret);
        }
        assert.doesNotMatch(await mustRun("find", [store.files]), /MARKER|spaces/);
    });

    it("lets a host's credential delete nothing but locks, and no version of anything, nor change the rules", async () => {
        const before = await store.versionsOf(`${folder}/`);
        assert.ok(before.length >= 5, "there are versions");
        assert.equal(await asHost("GET", `${folder}/config`), "200", "the credential opens the bucket");
        for (const { key, version } of before.filter((one) => !one.key.includes("/locks/"))) {
            assert.equal(await asHost("DELETE", key), "403", key);
            assert.equal(await asHost("DELETE", `${key}?versionId=${version}`), "403", key);
            assert.equal(await asHost("DELETE", `${key}?versionId=${version}`, bypass), "403", key);
        }
        const snapshot = `${folder}/snapshots/${good}`;
        const several = `<Delete><Object><Key>${snapshot}</Key></Object></Delete>`;
        await asHost("POST", "?delete=", [], several);
        await asHost("DELETE", `${folder}/locks/../snapshots/${good}`);
        await asHost("DELETE", `${folder}/locks/%2e%2e/snapshots/${good}`);
        const shorter =
            "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2026-01-01T00:00:00Z</RetainUntilDate></Retention>";
        assert.equal(await asHost("PUT", `${snapshot}?retention=`, bypass, shorter), "403");
        for (const rule of ["?versioning=", "?object-lock=", "?policy=", "?lifecycle="]) {
            assert.match((await asHost("PUT", rule, [], "<x/>")) ?? "", /^[45]/, rule);
        }
        assert.match((await asHost("DELETE", "")) ?? "", /^4/);
        assert.match((await asHost("DELETE", "?policy=")) ?? "", /^4/);
        assert.deepEqual(await store.versionsOf(`${folder}/`), before);
        assert.equal(await asHost("GET", snapshot), "200");
    });

    it("keeps what a thief writes over: it is noticed, and whoever may prune takes the thief's version away", async () => {
        const key = `${folder}/snapshots/${good}`;
        const [kept] = await store.versionsOf(key);
        assert.equal(
            await asHost("PUT", key, [], "junk"),
            "200",
            "S3 has no right to add that is not one to write over",
        );
        assert.notEqual(await check(), 0);
        assert.ok(await host.hasNotice("backup-check"));
        assert.equal(await asHost("DELETE", `${key}?versionId=${kept?.version}`, bypass), "403");
        const [junk, ...older] = await store.versionsOf(key);
        assert.deepEqual(older, [kept]);
        assert.equal(await asPruner("DELETE", `${key}?versionId=${junk?.version}`), "403", "it is locked");
        assert.equal(await asPruner("DELETE", `${key}?versionId=${junk?.version}`, bypass), "204");
        assert.equal(await check(), 0, await host.log());
        assert.ok(await host.noticeGoes("backup-check"));
    });

    it("loses no good snapshot to retention, whatever junk the host's credential adds", async () => {
        const add = (time: string) =>
            host.restic(`backup --quiet --tag hardened-host --host container --time '${time}' /etc/hostname`);
        await add("2020-01-01 00:00:00");
        for (let year = 2019; year < 2035; year += 1) await add(`${year}-06-01 00:00:00`);
        const choice = await prune(restic, { keepDays: 60, now: new Date(), dryRun: false });
        assert.ok(choice.forgotten.length >= 8, `${choice.forgotten.length} forgotten`);
        assert.ok(choice.fromTheFuture.length >= 8, `${choice.fromTheFuture.length} from the future`);
        assert.ok(choice.kept.some(({ id }) => id === good));
        const restored = await host.restic(`restore ${good} --no-lock --verify --target /tmp/again`);
        assert.equal(restored.status, 0, restored.output);
    });

    /** From another computer. */
    const restic: Restic = async (args) => {
        const { endpoint, port, bucket, region } = store.settings;
        const env = {
            ...process.env,
            RESTIC_REPOSITORY: `s3:https://${endpoint}:${port}/${bucket}/${folder}`,
            RESTIC_PASSWORD: stack.password,
            AWS_ACCESS_KEY_ID: store.pruner.id,
            AWS_SECRET_ACCESS_KEY: store.pruner.secret,
            AWS_DEFAULT_REGION: region,
        };
        const { status, stdout, output } = await world.network.run("restic", ["--cacert", store.caFile, ...args], {
            env,
        });
        if (status !== 0) throw new Error(output);
        return stdout;
    };
});
