import { ensureGuestImage } from "../../../provider/local-machine/image";
import { debian13With, ensureBaseSystem, ensurePackageFiles } from "../../containers/base-system";
import { Container } from "../../containers/container";
import { Network } from "../../containers/network";
import { PackageRepository } from "../../containers/package-repository";
import { inCloud, type Birth } from "./birth";
import { Deployer } from "./deployment";
import { GuestMachine } from "../../guests/guest-machine";
import { FaultyHost } from "./faulty-host";
import { optionalPackages } from "./host-variant";

/** Packages of the plan that the image of an emulated machine does not have. */
const notInGuestImage = ["libpam-pwquality", "logrotate"];
const guestConfirmTimeoutSeconds = 60;

/** A network of its own with a package mirror, in which hosts are made. */
export class World {
    private nextNumber = 2;

    private constructor(
        private readonly base: string,
        public readonly network: Network,
        public readonly repository: PackageRepository,
    ) {}

    /**
     * @param system what its hosts run.
     * @param mirrored packages of its distribution that the mirror has, beside the tests' own.
     */
    public static async create(system = debian13With(), mirrored: readonly string[] = []): Promise<World> {
        const base = await ensureBaseSystem(system);
        const distributed = mirrored.length === 0 ? undefined : await ensurePackageFiles(system, mirrored);
        const network = new Network(`hhf${process.pid}`);
        await network.create();
        const broken = { name: "hh-broken", postinst: "echo this package cannot be configured >&2\nexit 1" };
        const working = optionalPackages.map((name) => ({ name, postinst: "sleep 0.3" }));
        const dependent = { name: "hh-needs-beta", depends: "hh-beta" };
        const own = [...working, broken, dependent];
        const repository = await PackageRepository.create(network, own, distributed);
        await repository.start();
        return new World(base, network, repository);
    }

    /** For emulated machines, whose image has less than a container. */
    public static createForGuests(): Promise<World> {
        return World.create({ release: "debian-13", with: [], without: notInGuestImage }, notInGuestImage);
    }

    public makeHost(birth: Birth = inCloud): Promise<FaultyHost> {
        const number = this.nextNumber;
        this.nextNumber += 1;
        const container = Container.create(this.base, this.network, number, birth);
        return container.then((machine) => FaultyHost.create(machine, this.network, birth));
    }

    /** The same on an emulated machine, which is slow, and loses what it has not flushed. */
    public async makeGuestHost(birth: Birth = inCloud): Promise<FaultyHost> {
        const number = this.nextNumber;
        this.nextNumber += 1;
        const log = { progress: () => {}, info: () => {}, warn: () => {} };
        const machine = await GuestMachine.create(await ensureGuestImage({ log }), this.network, number);
        return FaultyHost.create(machine, this.network, birth, guestConfirmTimeoutSeconds);
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
