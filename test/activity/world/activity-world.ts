import { debian13With, ensureBaseSystem, type Release } from "../../containers/base-system";
import { inCloud } from "../../faults/world/birth";
import type { DeploymentResult } from "../../faults/world/deployment";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { eventually } from "./eventually";
import { Authority } from "./authority";
import { Sink, sinkName, sinkPort } from "./sink";

const packages = ["ca-certificates", "nginx-light", "openssl", "perl", "systemd-journal-remote"];
/** The sink is another's computer, which need not have what the host has. */
const systemOfSink = debian13With(packages);
const parts = ["ssh", "accounts", "firewall", "activity"];

/** Script on the host. More often than its timer would, and than systemd starts anything in ten seconds. */
export const sealNow =
    "systemctl reset-failed hardened-host-activity-seal.service && systemctl start hardened-host-activity-seal.service && journalctl --sync";

/** A host that sends its journal, and the sink that takes it. */
export class ActivityWorld {
    /** Everything that a world is made of, as it came: also what there was when making the rest failed. */
    private static readonly made: { remove(): Promise<void> }[] = [];

    private constructor(
        private readonly release: Release,
        private readonly world: World,
        public readonly host: FaultyHost,
        public readonly sink: Sink,
        public readonly authority: Authority,
        private readonly clientKey: string,
        private readonly clientCertificate: string,
    ) {}

    public static async create(release: Release = "debian-13"): Promise<ActivityWorld> {
        const keep = <Part extends { remove(): Promise<void> }>(part: Part) => {
            ActivityWorld.made.push(part);
            return part;
        };
        const world = keep(await World.create({ release, with: packages, without: [] }));
        const authority = keep(await Authority.create("Authority of the sink"));
        const host = keep(await world.makeHost({ ...inCloud, diskMib: 1500 }));
        await host.machine.text("systemctl disable --quiet --now nginx.service");
        const sink = keep(await Sink.create(await ensureBaseSystem(systemOfSink), world.network, 90, authority));
        await sink.show(await authority.sign(sinkName, "serverAuth"));
        await host.machine.text(`echo '${sink.machine.address} ${sinkName}' >>/etc/hosts`);
        const { certificate, key } = await authority.sign("host.example.org", "clientAuth");
        return new ActivityWorld(release, world, host, sink, authority, key, certificate);
    }

    /** `host.activity` of the host. */
    public activitySettings(): Readonly<Record<string, unknown>> {
        return {
            sealEveryMinutes: 1,
            sink: {
                host: sinkName,
                port: sinkPort,
                caCertificates: [this.authority.certificate],
                clientCertificate: this.clientCertificate,
                staleAfterMinutes: 5,
            },
        };
    }

    public deliver(settings: Readonly<Record<string, unknown>> = {}): Promise<DeploymentResult> {
        const planned = {
            settings: { distribution: this.release, activity: this.activitySettings(), ...settings },
            parts,
            secrets: { "activity-client-key": this.clientKey },
        };
        return this.host.deployer.deliver(inputsOfPlanned(planned, inCloud.access, this.host.host));
    }

    public async mustDeliver(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
        const { status, output } = await this.deliver(settings);
        if (status !== 0) throw new Error(`${output}\n${await this.host.journal()}`);
    }

    /** Output of a script as root of the host. */
    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    /** Waits until the sink has an entry of the host. */
    public sinkHas(pattern: RegExp, options = "-o cat"): Promise<void> {
        return eventually(`the sink has ${pattern}`, 120, async () => pattern.test(await this.sink.journal(options)));
    }

    public static async removeAll(): Promise<void> {
        for (const part of ActivityWorld.made.splice(0).reverse()) await part.remove();
    }
}
