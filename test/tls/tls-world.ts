import { debian13With } from "../containers/base-system";
import { World } from "../faults/world/world";
import { CertifiedHost } from "./certified-host";
import { hostPackages } from "./packages";
import { Surroundings } from "./surroundings";

/** A host that shows a certificate, and the services that it talks to. */
export interface TlsWorld {
    readonly surroundings: Surroundings;
    readonly host: CertifiedHost;
    remove(): Promise<void>;
}

/** @param system what the host runs. Nothing is delivered to it yet. */
export async function makeTlsWorld(system = debian13With(hostPackages)): Promise<TlsWorld> {
    const world = await World.create(system);
    const surroundings = await Surroundings.create(world.network, 200);
    const host = await CertifiedHost.create(world, surroundings, system.release);
    const remove = async () => {
        await host.remove();
        await surroundings.remove();
        await world.remove();
    };
    return { surroundings, host, remove };
}

/** The same, with its first certificate in force and a web server that shows it. */
export async function makeCertifiedWorld(): Promise<TlsWorld> {
    const made = await makeTlsWorld();
    await made.host.deliver(made.host.tlsSettings());
    await made.host.settle();
    await made.host.text("systemctl start nginx.service");
    return made;
}
