import assert from "node:assert/strict";
import { hardenedServiceSandbox } from "../../components/host/formats/systemd";
import { prune, type Restic } from "../../scripts/backup/prune";
import { skipWithoutContainers } from "../containers/container";
import type { World } from "../faults/world/world";
import type { BackedUpHost, StackOfHost } from "./backed-up-host";
import { makeBackupWorld } from "./backup-world";
import { Store } from "./store";
import { Wiretap } from "./wiretap";

const password = "/etc/hardened-host/backup/secrets/password";

describe("an attacker", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let store: Store;
    let stack: StackOfHost;
    let host: BackedUpHost;
    let wiretap: Wiretap;
    let good: string;

    before(async function () {
        await skipWithoutContainers(this);
        ({ world, store, stack, host } = await makeBackupWorld());
        await host.deliver(stack);
        wiretap = await Wiretap.start(world.network);
        good = await host.backUpWell();
    });
    after(async () => {
        await host.remove();
        await store.remove();
        await world.remove();
    });

    it("on the wire sees neither content nor names of files, while what is sent in plain is seen", async () => {
        await host.text(`timeout 5 bash -c 'exec 3<>/dev/tcp/${store.machine.address}/8000; echo MARKER-in-plain >&3'`);
        const seen = await wiretap.stop();
        assert.ok(seen.length > 3_000_000, `${seen.length} bytes were captured`);
        assert.ok(seen.includes("MARKER-in-plain"));
        for (const secret of ["MARKER-name", "MARKER-content", "name with spaces", stack.password, stack.credential]) {
            assert.ok(!seen.includes(secret), secret);
        }
    });

    it("who has the whole repository sees neither content nor names of files", async () => {
        const found = (text: string) => store.machine.exec(`grep -r -a -q -e '${text}' ${Store.folder}`);
        assert.equal((await found("scrypt")).status, 0, "what is plain in a repository is found");
        for (const secret of ["MARKER", "name with spaces", "setuid", "/srv/data"]) {
            assert.equal((await found(secret)).status, 1, secret);
        }
        const names = await store.machine.text(`find ${Store.folder}`);
        assert.doesNotMatch(names, /MARKER|spaces/);
    });

    it("who is another account, or another sandboxed unit of root's, cannot read the password", async () => {
        const reads = async (command: string) =>
            (await host.exec(`${command} cat ${password}`)).stdout === stack.password;
        assert.ok(await reads(""), "root reads it");
        for (const user of ["nobody", "postgres", "deploy", "keeper"]) {
            assert.ok(!(await reads(`runuser -u ${user} --`)), user);
        }
        const properties = Object.entries(hardenedServiceSandbox).flatMap(([key, value]) =>
            (typeof value === "object" ? value : [value === true ? "yes" : String(value)]).map(
                (text) => `-p '${key}=${text}'`,
            ),
        );
        assert.ok(await reads("systemd-run --quiet --pipe --wait"), "a unit without a sandbox reads it");
        assert.ok(!(await reads(`systemd-run --quiet --pipe --wait ${properties.join(" ")}`)));
    });

    it("with the host's credential cannot delete or overwrite anything in the repository", async () => {
        const contents = () =>
            store.machine.text(`cd ${Store.folder}; find . -type f ! -path './locks/*' | sort | xargs sha256sum`);
        const before = await contents();
        const [pack] = (await store.machine.text(`cd ${Store.folder}/data; find . -type f`)).split("\n");
        const key = await store.machine.text(`ls ${Store.folder}/keys`);
        const targets = [
            `snapshots/${good}`,
            `locks/../snapshots/${good}`,
            `locks/%2e%2e/snapshots/${good}`,
            `data/${pack?.split("/").at(-1)}`,
            `keys/${key}`,
            "config",
            "",
            "snapshots/",
        ];
        assert.equal(await request(8000, "GET", "config"), "200", "the credential opens the repository");
        for (const target of targets) {
            for (const method of ["DELETE", "POST", "PUT", "PATCH"]) {
                assert.match(await request(8000, method, target), /^[345]/, `${method} ${target}`);
            }
        }
        await host.exec(
            `. /usr/local/lib/hardened-host/backup/environment; restic forget ${good} --prune; restic key remove ${key}; restic init; restic rewrite --forget --exclude '*' ${good}; restic repair snapshots --forget`,
        );
        const after = new Set((await contents()).split("\n"));
        assert.deepEqual(
            before.split("\n").filter((line) => !after.has(line)),
            [],
        );
        assert.equal((await host.restic(`cat snapshot ${good} --no-lock`)).status, 0);
        assert.equal((await host.exec("systemctl start hardened-host-backup-check")).status, 0, await host.log());
    });

    it("with junk of all times cannot have retention drop the good snapshots", async () => {
        const add = (time: string, path: string) =>
            host.restic(`backup --quiet --tag hardened-host --host container --time '${time}' ${path}`);
        const before = await ids();
        await add("2020-01-01 00:00:00", "/srv/data");
        const old = (await ids()).find((id) => !before.includes(id)) ?? assert.fail();
        for (let day = -8; day < 8; day += 1) await add(daysFromNow(day * 40), "/etc/hostname");
        const naive = await pruner([
            "forget",
            "--dry-run",
            "--json",
            "--group-by",
            "",
            "--keep-within",
            "60d",
            "--keep-last",
            "5",
        ]);
        assert.match(naive.split('"remove"')[1] ?? "", new RegExp(good), "restic's own rules would drop the good one");

        const choice = await prune(pruner, { keepDays: 60, now: new Date(), dryRun: false });
        const left = await ids();
        assert.ok(left.includes(good));
        assert.ok(!left.includes(old), "what is too old is forgotten");
        assert.equal(choice.fromTheFuture.length, 7);
        assert.equal((await host.restic(`restore ${good} --no-lock --verify --target /tmp/again`)).status, 0);
    });

    it("who puts a snapshot into the future is reported by the next backup", async () => {
        const { status } = await host.backUp();
        assert.notEqual(status, 0);
        assert.match(await host.log("hardened-host-backup"), /is from the future/);
        assert.ok(await host.hasNotice("backup"));
    });

    it("is let in by nothing that the host has where deleting is allowed; with the pruner's credential, can delete", async () => {
        const newest = await host.text("cat /var/lib/hardened-host-backup/progress/last-good");
        assert.equal(await request(8001, "DELETE", `snapshots/${newest}`), "401");
        assert.ok((await ids()).includes(newest));
        assert.equal(await request(8001, "DELETE", `snapshots/${newest}`, store.prunePassword), "200");
        assert.ok(!(await ids()).includes(newest));
        assert.notEqual((await host.exec("systemctl start hardened-host-backup-check")).status, 0);
    });

    async function request(
        port: number,
        method: string,
        target: string,
        password = store.hostPassword,
    ): Promise<string> {
        const url = `https://${store.machine.address}:${port}/host/${target}`;
        const login = `host:${password}`;
        const args = [
            "-sk",
            "--http1.1",
            "--noproxy",
            "*",
            "--path-as-is",
            "-u",
            login,
            "-X",
            method,
            "--data",
            "junk",
            "-w",
            "%{http_code}",
            "-m",
            "10",
        ];
        return (await world.network.run("curl", [...args, "-o", "/dev/null", url])).stdout;
    }

    async function ids(): Promise<string[]> {
        return (await store.machine.text(`ls ${Store.folder}/snapshots`)).split("\n");
    }

    /** From another computer, where deleting is allowed. */
    async function pruner(...[args]: Parameters<Restic>): Promise<string> {
        const quoted = args.map((argument) => `'${argument}'`).join(" ");
        const { status, stdout, output } = await store.machine.exec(
            `export RESTIC_PASSWORD='${stack.password}' RESTIC_REST_USERNAME=host RESTIC_REST_PASSWORD='${store.prunePassword}'
            restic -r rest:https://${store.machine.address}:8001/host/ --cacert /etc/store/cert.pem ${quoted}`,
        );
        if (status !== 0) throw new Error(output);
        return stdout;
    }
});

function daysFromNow(days: number): string {
    return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
}
