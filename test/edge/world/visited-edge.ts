import type { Container } from "../../containers/container";
import { madeForSuite } from "../../containers/suite";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { EdgeWorld } from "./edge-world";
import { makeTester } from "./tester";

/** A host with a web edge, and the computer of a visitor who knows its names. */
interface VisitedEdge {
    readonly world: EdgeWorld;
    readonly host: FaultyHost;
    readonly tester: Container;
}

/**
 * One of them for all tests of a suite.
 *
 * @param hostNames that the visitor knows.
 * @param settings of the edge, where they differ from those of the tests.
 */
export function visitedEdge(
    hostNames: readonly string[],
    settings: Readonly<Record<string, unknown>> = {},
): VisitedEdge {
    const made = madeForSuite(async (keep) => {
        const world = keep(await EdgeWorld.create());
        const host = keep(await world.makeHost());
        await world.deliver(host, settings);
        const tester = keep(await makeTester(world, hostNames, host.machine.address));
        return { world, host, tester };
    });
    return {
        get world() {
            return made().world;
        },
        get host() {
            return made().host;
        },
        get tester() {
            return made().tester;
        },
    };
}
