import type { ChosenPart } from "../../components/host/chosen-parts";
import { debian13With } from "../containers/base-system";
import { World } from "../faults/world/world";
import { BackedUpHost, packages, stackFor, type StackOfHost } from "./backed-up-host";
import { makeFiles } from "./files";
import { Store } from "./store";

/** A store, a host with files that are worth a backup, and what a stack holds for it. Nothing is delivered yet. */
export interface BackupWorld {
    readonly world: World;
    readonly store: Store;
    readonly stack: StackOfHost;
    readonly host: BackedUpHost;
}

export async function makeBackupWorld(extraParts: readonly ChosenPart[] = []): Promise<BackupWorld> {
    const world = await World.create(debian13With(packages));
    const store = await Store.create(world.network);
    const host = await BackedUpHost.create(world);
    await host.text(makeFiles);
    return { world, store, stack: stackFor(store, extraParts), host };
}
