import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { debian13With } from "../containers/base-system";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { madeForSuite } from "../containers/suite";
import { deployerAddress } from "../containers/network";
import { mustRun } from "../vm/world/command";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import type { DeploymentResult } from "../faults/world/deployment";
import { World } from "../faults/world/world";
import { doTask, type TaskOutcome } from "./admin-task/task";

/** What the apps' plans install, and the clients that talk to them. */
export const usualPackages = [
    "ca-certificates",
    "curl",
    "ejabberd",
    "openssl",
    "python3-pip",
    "python3-slixmpp",
    "python3-venv",
];
const port = 8090;

type Tail<All extends readonly unknown[]> = All extends [unknown, unknown, ...infer Rest] ? Rest : never;

/**
 * The world of the suite that calls this.
 *
 * @param prepare what else is done before the tests
 * @param options of {@link AppWorld.create}
 */
export function appWorldForSuite(
    prepare: (world: AppWorld) => Promise<void> = () => Promise.resolve(),
    ...options: Parameters<typeof AppWorld.create>
): () => AppWorld {
    return madeForSuite(async (keep) => {
        const world = keep(await AppWorld.create(...options));
        await prepare(world);
        return world;
    });
}

/** One host with apps, and a server in its network from which it downloads them. */
export class AppWorld {
    private constructor(
        private readonly world: World,
        public readonly host: FaultyHost,
        public readonly downloads: string,
        private readonly server: ChildProcess,
    ) {}

    /** `more` are packages that only some tests need; `usual` those of most. */
    public static async create(diskMib = 6000, more: readonly string[] = [], usual = usualPackages): Promise<AppWorld> {
        const world = await World.create(debian13With([...usual, ...more]));
        const host = await world.makeHost({ ...inCloud, diskMib });
        // As on a host that does not have the package yet.
        await host.machine.text(
            "systemctl disable --quiet --now ejabberd.service epmd.socket epmd.service 2>&1; [ ! -d /var/lib/ejabberd ] || find /var/lib/ejabberd -mindepth 1 -delete",
        );
        const downloads = await mkdtemp(join(tmpdir(), "hardened-host-downloads-"));
        const serve = ["-m", "http.server", "--bind", deployerAddress, "--directory", downloads, String(port)];
        const server = world.network.spawn("python3", serve, { stdio: "ignore" });
        return new AppWorld(world, host, downloads, server);
    }

    /** Where the host finds a file of the folder `downloads`. */
    public urlOf(name: string): string {
        return `http://${deployerAddress}:${port}/${name}`;
    }

    /** Delivers SSH, accounts, firewall and the apps by the real provider. */
    public deliver(
        apps: Readonly<Record<string, unknown>>,
        secrets: Readonly<Record<string, string>> = {},
    ): Promise<DeploymentResult> {
        const parts = ["ssh", "accounts", "firewall", ...Object.keys(apps).map((id) => `apps.${id}`)];
        const standsIn = ["tls", "edge"];
        const inputs = inputsOfPlanned(
            { settings: { apps }, parts, standsIn, secrets },
            inCloud.access,
            this.host.host,
        );
        return this.host.deployer.deliver(inputs);
    }

    /** Does a task on the host by the real provider, once it has been delivered. */
    public doTask(...[task, options]: Tail<Parameters<typeof doTask>>): Promise<TaskOutcome> {
        return doTask(this.world.network, this.host, task, options);
    }

    /** True when a TCP port of the host answers a computer outside it within some seconds. */
    public async isReachableFromOutside(port: number, patienceSeconds = 3): Promise<boolean> {
        const knock = `exec 3<>/dev/tcp/${this.host.host.address}/${port}`;
        const { status } = await this.world.network.run("timeout", [String(patienceSeconds), "bash", "-c", knock]);
        return status === 0;
    }

    /** Packs files into `name`, a compressed tar archive with one leading folder, and gives its digest. */
    public async pack(name: string, files: Readonly<Record<string, string>>): Promise<string> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-packed-"));
        for (const [path, content] of Object.entries(files)) {
            const file = join(folder, "program-1", path);
            await mkdir(dirname(file), { recursive: true });
            await writeFile(file, content);
            await chmod(file, 0o755);
        }
        await mustRun("tar", ["-czf", join(this.downloads, name), "-C", folder, "program-1"]);
        await rm(folder, { recursive: true });
        return this.digestOf(name);
    }

    public async digestOf(name: string): Promise<string> {
        return (await mustRun("sha256sum", [join(this.downloads, name)])).slice(0, 64);
    }

    /** Output of a script that must succeed, run as root on the host. */
    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    /** Exposure of a unit as systemd sees it: 0 is none, 10 all. */
    public async exposureOf(unit: string): Promise<number> {
        const report = await this.host.machine.exec(`systemd-analyze security --no-pager ${unit}`);
        const exposure = /Overall exposure level for [^:]*: ([0-9.]+)/.exec(report.output)?.[1];
        if (exposure === undefined) throw new Error(report.output);
        return Number(exposure);
    }

    public async remove(): Promise<void> {
        this.server.kill();
        await this.host.remove();
        await this.world.remove();
        await rm(this.downloads, { recursive: true, force: true });
    }
}
