import { debian13With, ensureBaseSystem } from "../../containers/base-system";
import { inCloud } from "../../faults/world/birth";
import type { DeploymentResult } from "../../faults/world/deployment";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { eventually } from "./eventually";
import { Authority } from "./authority";
import { Sink, sinkName, sinkPort } from "./sink";

const system = debian13With(["ca-certificates", "nginx-light", "openssl", "perl", "systemd-journal-remote"]);
const parts = ["ssh", "accounts", "firewall", "activity"];

/** A host that sends its journal, and the sink that takes it. */
export class ActivityWorld {
    private static readonly all: ActivityWorld[] = [];
    private client = "";

    private constructor(
        private readonly world: World,
        public readonly host: FaultyHost,
        public readonly sink: Sink,
        public readonly authority: Authority,
        private readonly clientKey: string,
    ) {}

    public static async create(): Promise<ActivityWorld> {
        const world = await World.create(system);
        const authority = await Authority.create("Authority of the sink");
        const host = await world.makeHost({ ...inCloud, diskMib: 1500 });
        await host.machine.text("systemctl disable --quiet --now nginx.service");
        const sink = await Sink.create(await ensureBaseSystem(system), world.network, 90, authority);
        await sink.show(await authority.sign(sinkName, "serverAuth"));
        await host.machine.text(`echo '${sink.machine.address} ${sinkName}' >>/etc/hosts`);
        const { certificate, key } = await authority.sign("host.example.org", "clientAuth");
        const made = new ActivityWorld(world, host, sink, authority, key);
        made.client = certificate;
        ActivityWorld.all.push(made);
        return made;
    }

    public deliver(settings: Readonly<Record<string, unknown>> = {}): Promise<DeploymentResult> {
        const activity = {
            sealEveryMinutes: 1,
            sink: {
                host: sinkName,
                port: sinkPort,
                caCertificates: [this.authority.certificate],
                clientCertificate: this.client,
                staleAfterMinutes: 5,
            },
        };
        const planned = {
            settings: { activity, ...settings },
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
        for (const { host, sink, world, authority } of ActivityWorld.all.splice(0)) {
            await host.remove();
            await sink.machine.remove();
            await world.remove();
            await authority.remove();
        }
    }
}
