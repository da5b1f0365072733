import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import type { FaultyHost } from "../faults/world/faulty-host";
import { keyOf } from "../faults/world/host-variant";
import { World } from "../faults/world/world";
import { makeFiles } from "./files";
import { ledger, makeLedger } from "./ledger";
import { OwnersComputer } from "./owners-computer";
import { Store } from "./store";
import { addressForGuests, WayToStore } from "./way-to-store";
import { packagesOfWholeHost, wholeServer } from "./whole-host";

describe("`restore-drill`, with a machine made from nothing", function () {
    this.timeout(45 * 60 * 1000);
    let world: World;
    let store: Store;
    let host: FaultyHost;
    let computer: OwnersComputer;
    let way: WayToStore;

    before(async function () {
        if (process.env["FULL"] !== "1") {
            process.stdout.write("    skipped: an emulated machine takes a quarter of an hour; npm run test:full\n");
            this.skip();
        }
        await skipWithoutContainers(this);
        world = await World.create(debian13With(packagesOfWholeHost));
        store = await Store.create(world.network, 200, 1500, [addressForGuests]);
        host = await world.makeHost(wholeServer);
        // The repository has the same address for the living host and for a guest on this computer.
        await store.machine.text(`ip address add ${addressForGuests}/32 dev host0`);
        await host.machine.text(`ip route add ${addressForGuests} dev host0; ${makeFiles}`);
        computer = await OwnersComputer.create(world.network);
        way = await WayToStore.open(world.network, computer.folder, store.machine.address, 8000);
    });
    after(async () => {
        await way.close();
        await computer.remove();
        await host.remove();
        await store.remove();
        await world.remove();
    });

    const mustRun = async (run: ReturnType<OwnersComputer["npm"]>) => {
        const { status, output, stdout } = await run;
        assert.equal(status, 0, output);
        return stdout;
    };
    const pulumi = (...args: readonly string[]) => ["pulumi", "--", ...args, "--stack", "shop"];
    const provedAt = async () => {
        const outputs: unknown = JSON.parse(await mustRun(computer.npm(pulumi("stack", "output", "--json"))));
        assert.ok(typeof outputs === "object" && outputs !== null && "restoreProvedAt" in outputs);
        return outputs.restoreProvedAt;
    };

    async function makeLivingHost(): Promise<void> {
        const { publicKey, identityFile } = keyOf(wholeServer.access, host.host);
        const backup = {
            repository: { ...store.settings, host: addressForGuests },
            ...{ paths: ["/srv/data", "/srv/shop"], exclude: ["cache"], jitterMinutes: 0 },
        };
        await computer.writeStack("shop", {
            "hardened-host:hosts": {
                "web-1": {
                    cloud: { existing: { address: host.host.address, hostKey: host.host.firstHostKey } },
                    login: { authorizedKeys: [publicKey], identityFile },
                    host: { trustedSources: ["198.51.100.0/24"], backup, apps: { service: { ledger } } },
                },
            },
        });
        await host.machine.text(makeLedger);
        await mustRun(computer.npm(["pulumi", "--", "stack", "select", "--create", "shop"]));
        const secret = (name: string) => `hardened-host:secrets.web-1.${name}`;
        for (const [name, input] of [
            ["backup-password", "of the drill"],
            ["backup-repository", store.hostPassword],
        ] as const) {
            await mustRun(computer.npm(pulumi("config", "set", "--secret", "--path", secret(name)), { input }));
        }
        await mustRun(computer.npm(["up", "--", "shop"]));
        await host.machine.text("hardened-host-backup run");
    }

    it("begins with a living host that has never been proved", async () => {
        await makeLivingHost();
        assert.equal(await provedAt(), "never");
    });

    it("restores the newest snapshot into it, proves it, tells a watcher, and leaves nothing but the date", async () => {
        const before = await host.fingerprint();
        const pings: string[] = [];
        const watcher = createServer((request, response) => {
            pings.push(`${request.method} ${request.url}`);
            response.end();
        }).listen(0, "127.0.0.1");
        await once(watcher, "listening");
        const address = watcher.address();
        assert.ok(typeof address === "object" && address !== null);
        const environment = { RESTORE_DRILL_HEARTBEAT_URL: `http://127.0.0.1:${address.port}/drill` };
        const atOwners = computer.onThisComputer();
        const drilled = await atOwners.npm(["restore-drill", "--", "shop"], { environment, timeoutSeconds: 2400 });
        watcher.close();
        process.stdout.write(`${drilled.output.split("\n").slice(-14).join("\n")}\n`);
        assert.equal(drilled.status, 0, drilled.output);
        assert.match(drilled.stdout, /The restore of web-1 is proved/);
        assert.match(drilled.stdout, /snapshot [0-9a-f]{8} of \S+, 0\.\d hours old/);
        assert.match(drilled.stdout, /\d+ files and folders, \d+\.\d MiB, restored in \d+ s/);
        assert.deepEqual(pings, ["POST /drill"]);
        assert.ok(Date.now() - Date.parse(String(await provedAt())) < 600_000);
        assert.equal(await host.fingerprint(), before, "the living host is as it was");
        await leavesNoMachine();
    });

    async function leavesNoMachine(): Promise<void> {
        const machines = `${computer.home}/.local/state/hardened-host/machines`;
        assert.deepEqual(existsSync(machines) ? await readdir(machines) : [], []);
        assert.ok(!existsSync(computer.stackFile("shop-drill")));
        const list = await mustRun(computer.npm(["pulumi", "--", "stack", "ls", "--json"]));
        assert.doesNotMatch(list, /shop-drill/);
        assert.match(await readFile(computer.stackFile("shop"), "utf8"), /restoreProvedAt:\s+web-1: /);
    }
});
