import { debian13With } from "../containers/base-system";
import { type Keep, madeForSuite } from "../containers/suite";
import { World } from "../faults/world/world";
import { CertifiedHost } from "./certified-host";
import { hostPackages } from "./packages";
import { Surroundings } from "./surroundings";

/** A host that shows a certificate, and the services that it talks to. */
export interface TlsWorld {
    readonly surroundings: Surroundings;
    readonly host: CertifiedHost;
}

/** Both, with nothing delivered yet. */
export async function makeTlsWorld(keep: Keep): Promise<TlsWorld> {
    const system = debian13With(hostPackages);
    const world = keep(await World.create(system));
    const surroundings = keep(await Surroundings.create(world.network, 200));
    const host = keep(await CertifiedHost.create(world, surroundings, system.release));
    return { surroundings, host };
}

/** The same, with its first certificate in force and a web server that shows it. */
export async function makeCertifiedWorld(keep: Keep): Promise<TlsWorld> {
    const made = await makeTlsWorld(keep);
    await made.host.deliver(made.host.tlsSettings());
    await made.host.settle();
    await made.host.text("systemctl start nginx.service");
    return made;
}

/** One of them for all tests of a suite. */
export function tlsWorldOfSuite(make: (keep: Keep) => Promise<TlsWorld>): TlsWorld {
    const made = madeForSuite(make);
    return {
        get surroundings() {
            return made().surroundings;
        },
        get host() {
            return made().host;
        },
    };
}
