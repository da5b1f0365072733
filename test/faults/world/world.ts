import { ensureBaseSystem } from "../../containers/base-system";
import { Network } from "../../containers/network";
import { PackageRepository } from "../../containers/package-repository";
import { inCloud, type Birth } from "./birth";
import { Deployer } from "./deployment";
import { FaultyHost } from "./faulty-host";
import { optionalPackages } from "./host-variant";

/** A network of its own with a package mirror, in which hosts are made. */
export class World {
    private nextNumber = 2;

    private constructor(
        private readonly base: string,
        public readonly network: Network,
        public readonly repository: PackageRepository,
    ) {}

    public static async create(): Promise<World> {
        const base = await ensureBaseSystem();
        const network = new Network(`hhf${process.pid}`);
        await network.create();
        const broken = { name: "hh-broken", postinst: "echo this package cannot be configured >&2\nexit 1" };
        const working = optionalPackages.map((name) => ({ name, postinst: "sleep 0.3" }));
        const repository = await PackageRepository.create(network, [...working, broken]);
        await repository.start();
        return new World(base, network, repository);
    }

    public makeHost(birth: Birth = inCloud): Promise<FaultyHost> {
        const number = this.nextNumber;
        this.nextNumber += 1;
        return FaultyHost.create(this.base, this.network, number, birth);
    }

    /** Another computer, which knows nothing yet. */
    public makeDeployer(): Promise<Deployer> {
        return Deployer.create(this.network);
    }

    public async remove(): Promise<void> {
        await this.repository.remove();
        await this.network.remove();
    }
}
