import { zulip } from "../../components/host/apps/zulip";
import type { BackupSet } from "../../components/host/claims";
import { madeForSuite } from "../containers/suite";
import type { DeploymentResult } from "../faults/world/deployment";
import { factsOf } from "../unit/host/part-of-host";
import { AppWorld } from "./app-world";
import { standInPackages, standInRelease } from "./zulip-stand-in";

/** Settings for a release that the test serves. */
export function settingsOf(version: string, sha256: string, more: object = {}) {
    return {
        hostName: "chat.example.org",
        administrator: "owner@example.org",
        release: { version, sha256, url: `http://198.51.100.1:8090/zulip-${version}.tar.gz` },
        postgresqlVersion: "17",
        email: { host: "mail.example.org", user: "chat" },
        ...more,
    };
}

const someSettings = zulip.settings.parse(settingsOf("12.4", "0".repeat(64)));

export const checks = zulip.checks(someSettings, factsOf());

/** TCP ports of what Zulip runs beside its web server, as far as the stand-in has it. */
export const innerPorts = [4369, 5432, 5672, 6379, 9800, 11211, 25672];

/** The world of the suite that calls this. @param prepare what else is done before the tests */
export function zulipWorldForSuite(
    prepare: (world: ZulipWorld) => Promise<void> = () => Promise.resolve(),
): () => ZulipWorld {
    return madeForSuite(async (keep) => {
        const world = await ZulipWorld.create(keep(await AppWorld.create(16_000, standInPackages, [])));
        await prepare(world);
        return world;
    });
}

/** A host with Debian's databases and brokers, all stopped, and the stand-in for Zulip's release to be downloaded. */
export class ZulipWorld {
    private constructor(
        public readonly apps: AppWorld,
        public readonly digest: string,
    ) {}

    public static async create(apps: AppWorld): Promise<ZulipWorld> {
        const digest = await apps.pack("zulip-12.4.tar.gz", standInRelease("12.4"));
        const made = new ZulipWorld(apps, digest);
        await made.stopPackages();
        // What the certificate service would put there.
        await made.text("mkdir -p -m 0700 /etc/hardened-host/tls");
        await made.makeCertificate("chat.example.org");
        return made;
    }

    /** As on a host that does not have the packages yet. */
    public async stopPackages(): Promise<void> {
        await this
            .text(`systemctl disable --quiet --now rabbitmq-server redis-server memcached postgresql nginx supervisor 2>&1
            systemctl stop epmd.socket epmd.service; epmd -kill >/dev/null 2>&1
            find /var/lib/rabbitmq -mindepth 1 -delete`);
    }

    public async makeCertificate(name: string): Promise<void> {
        await this.text(`cd /etc/hardened-host/tls
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name} -keyout privkey.pem -out fullchain.pem 2>/dev/null`);
    }

    public deliver(version: string, sha256 = this.digest, more: object = {}): Promise<DeploymentResult> {
        return this.apps.deliver({ zulip: settingsOf(version, sha256, more) }, { zulipEmailPassword: "letter%Box(1)" });
    }

    public text(script: string): Promise<string> {
        return this.apps.text(script);
    }

    /** How the stand-in's programs were called. */
    public calls(): Promise<string> {
        return this.text("cat /var/log/zulip/calls");
    }

    /** Titles of the checks that do not hold. */
    public async failing(): Promise<string[]> {
        const titles: string[] = [];
        for (const { title, command } of checks) {
            if ((await this.apps.host.machine.exec(command)).status !== 0) titles.push(title);
        }
        return titles;
    }

    /** Those of {@link innerPorts} that answer a computer outside. */
    public async reachable(): Promise<number[]> {
        const open: number[] = [];
        for (const port of innerPorts) if (await this.apps.isReachableFromOutside(port)) open.push(port);
        return open;
    }

    /** Runs a script of the backup set as the backup would, with the copy's folder as its argument. */
    public async runOfSet(pick: (set: BackupSet) => string | undefined): Promise<void> {
        const [set] = zulip.claims?.(someSettings, factsOf()).backupSets ?? [];
        const script = set === undefined ? undefined : pick(set);
        if (script === undefined) throw new Error("the backup set has no such script");
        await this.apps.host.machine.write("/root/run-set", `set -eu\n${script}\n`);
        await this.text("mkdir -p -m 0700 /root/copy; sh /root/run-set /root/copy");
    }
}
