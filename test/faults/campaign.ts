import { drawInjection, FaultRun, type Outcome } from "./injection";
import { kinds, type WeightedFault } from "./kinds/index";
import { renderTable } from "./table";
import type { FaultyHost } from "./world/faulty-host";
import { World } from "./world/world";

/** Where the faults of a campaign happen. */
export interface Battlefield {
    /** Most of a fault's time is spent waiting for a host to roll itself back: several hosts wait at once. */
    readonly parallelHosts: number;
    readonly kinds: readonly WeightedFault[];
    readonly makeWorld: () => Promise<World>;
    readonly makeHost: (world: World) => Promise<FaultyHost>;
}

export const inContainers: Battlefield = {
    parallelHosts: 6,
    kinds,
    makeWorld: () => World.create(),
    makeHost: (world) => world.makeHost(),
};

/** Many faults over some hosts, side by side. */
export class FaultCampaign {
    private readonly outcomes: Promise<Outcome>[] = [];
    private readonly lanes: Promise<void>[] = [];

    private constructor(
        private readonly world: World,
        private readonly seed: number,
        private readonly field: Battlefield,
    ) {}

    public static async start(seed: number, count: number, field: Battlefield): Promise<FaultCampaign> {
        const campaign = new FaultCampaign(await field.makeWorld(), seed, field);
        const lanes = Math.min(field.parallelHosts, count);
        for (let lane = 0; lane < lanes; lane += 1) campaign.startLane(lane, lanes, count);
        return campaign;
    }

    /** One host, and every `lanes`-th of the faults, one after the other. */
    private startLane(lane: number, lanes: number, count: number): void {
        const { world, seed, field } = this;
        const host = field.makeHost(world);
        const run = host.then(async (made) => {
            const faults = new FaultRun(made, world.repository, seed + lane);
            await faults.begin();
            return faults;
        });
        let previous: Promise<unknown> = run;
        for (let number = lane; number < count; number += lanes) {
            const inject = async () => (await run).inject(drawInjection(seed, number, field.kinds));
            // A promise that was broken is reported by its own test; the next fault is tried all the same.
            const outcome = previous.then(inject, inject);
            this.outcomes[number] = outcome;
            previous = outcome;
        }
        const removeHost = async () => (await host).remove();
        this.lanes.push(previous.then(removeHost, removeHost));
    }

    public outcome(number: number): Promise<Outcome> | undefined {
        return this.outcomes[number];
    }

    /** Waits for all, removes everything, and prints what came out. */
    public async end(): Promise<void> {
        const settled = await Promise.allSettled(this.outcomes);
        await Promise.allSettled(this.lanes);
        await this.world.remove();
        const outcomes = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
        process.stdout.write(renderTable(outcomes));
    }
}
