import { containerObstacle } from "../test/containers/container";
import type { HostOfStack } from "../test/faults/many-hosts/program";
import { ManyHosts } from "../test/faults/many-hosts/stack";
import type { FaultyHost } from "../test/faults/world/faulty-host";
import { drawVariant, testFolder } from "../test/faults/world/host-variant";
import { Random } from "../test/faults/world/random";
import { World } from "../test/faults/world/world";
import { measure, type Measurement } from "./measured-run";

/** Hosts in containers of this computer, in one stack. Their plan is that of the fault suite: smaller than a real one. */
export class ContainerFleet {
    private readonly variant = {
        ...drawVariant(new Random(1), undefined, true),
        user: "deploy",
        sshPort: 4222,
        key: 0,
        serviceMasked: false,
    };

    private constructor(
        private readonly world: World,
        public readonly hosts: readonly FaultyHost[],
        private readonly stack: ManyHosts,
    ) {}

    public static async create(hostCount: number): Promise<ContainerFleet> {
        const obstacle = await containerObstacle();
        if (obstacle !== undefined) throw new Error(`this benchmark ${obstacle}`);
        const world = await World.create();
        const hosts: FaultyHost[] = [];
        while (hosts.length < hostCount) hosts.push(await world.makeHost());
        return new ContainerFleet(world, hosts, await ManyHosts.create(world.network));
    }

    /** `up` after one file of every host was given this content. */
    public async deliver(content: string): Promise<Measurement> {
        const files = { ...this.variant.files, [`${testFolder}/changed.conf`]: `${content}\n` };
        const hosts = this.hosts.map(({ host }, index): HostOfStack => {
            return { name: `host-${index + 1}`, host, variant: { ...this.variant, files }, locksOut: false };
        });
        await this.stack.describe({ hosts, canaries: 0 });
        return measure(this.stack.upCall());
    }

    public async remove(): Promise<void> {
        await this.stack.remove();
        await Promise.all(this.hosts.map((host) => host.remove()));
        await this.world.remove();
    }
}
