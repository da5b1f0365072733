import { ensureBaseSystem } from "../containers/base-system";
import { Network } from "../containers/network";
import { PackageRepository } from "../containers/package-repository";
import { drawInjection, FaultRun, type Outcome } from "./injection";
import { renderTable } from "./table";
import { FaultyHost } from "./world/faulty-host";
import { optionalPackages } from "./world/host-variant";

/** Most of a fault's time is spent waiting for a host to roll itself back: several hosts wait at once. */
const parallelHosts = 6;

/** Many faults over some hosts, side by side. */
export class FaultCampaign {
    private readonly outcomes: Promise<Outcome>[] = [];

    private constructor(
        private readonly network: Network,
        private readonly repository: PackageRepository,
        private readonly seed: number,
    ) {}

    public static async start(seed: number, count: number): Promise<FaultCampaign> {
        const base = await ensureBaseSystem();
        const network = new Network(`hhf${process.pid}`);
        await network.create();
        const broken = { name: "hh-broken", postinst: "echo this package cannot be configured >&2\nexit 1" };
        const repository = await PackageRepository.create(network, [
            ...optionalPackages.map((name) => ({ name, postinst: "sleep 0.3" })),
            broken,
        ]);
        await repository.start();
        const campaign = new FaultCampaign(network, repository, seed);
        const lanes = Math.min(parallelHosts, count);
        for (let lane = 0; lane < lanes; lane += 1) campaign.runLane(base, lane, lanes, count);
        return campaign;
    }

    /** One host, and every `lanes`-th of the faults. */
    private runLane(base: string, lane: number, lanes: number, count: number): void {
        let previous = FaultyHost.create(base, this.network, lane + 2).then(async (host) => {
            const run = new FaultRun(host, this.repository, this.seed + lane);
            await run.begin();
            return { host, run };
        });
        const ready = previous;
        for (let number = lane; number < count; number += lanes) {
            const outcome = previous.then(({ run }) => run.inject(drawInjection(this.seed, number)));
            this.outcomes[number] = outcome;
            previous = outcome.then(
                () => ready,
                () => ready,
            );
        }
        const last = previous;
        this.ends.push(
            last.then(
                ({ host }) => host.remove(),
                () => {},
            ),
        );
    }

    private readonly ends: Promise<void>[] = [];

    public outcome(number: number): Promise<Outcome> | undefined {
        return this.outcomes[number];
    }

    /** Waits for all, removes everything, and prints what came out. */
    public async end(): Promise<void> {
        const settled = await Promise.allSettled(this.outcomes);
        await Promise.all(this.ends);
        await this.repository.remove();
        await this.network.remove();
        process.stdout.write(renderTable(settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))));
    }
}
