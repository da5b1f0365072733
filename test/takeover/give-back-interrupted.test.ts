import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { skipWithoutContainers } from "../containers/container";
import type { GiveBackStep } from "../faults/world/deployment";
import { difference } from "../faults/world/difference";
import { FoundServer } from "../faults/world/found-server";
import { World } from "../faults/world/world";

interface Interruption {
    readonly title: string;
    readonly steps: readonly GiveBackStep[];
    readonly strike: (found: FoundServer, kill: () => Promise<void>) => Promise<void>;
    readonly mend?: (found: FoundServer) => Promise<void>;
}

const interruptions: readonly Interruption[] = [
    {
        title: "the deploying computer dies",
        steps: ["swap", "confirm", "remove"],
        strike: (_found, kill) => kill(),
    },
    {
        title: "the server loses its power",
        steps: ["swap", "activate", "remove"],
        strike: async ({ server }, kill) => {
            await server.machine.powerOff();
            await kill();
            await server.machine.boot();
        },
    },
    {
        title: "the connection is cut, and the deploying computer gives up",
        steps: ["activate", "remove"],
        strike: async ({ server }, kill) => {
            await server.machine.plug(false);
            await sleep(4000);
            await kill();
        },
        mend: ({ server }) => server.machine.plug(true),
    },
];

describe("a give-back that is interrupted", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
    });
    after(async () => {
        await world.remove();
    });

    for (const interruption of interruptions) {
        it(`ends in one of the two states and is finished by the next, when ${interruption.title}`, async () => {
            await Promise.all(interruption.steps.map((step) => interrupt(interruption, step)));
        });
    }

    async function interrupt({ strike, mend }: Interruption, step: GiveBackStep): Promise<void> {
        const found = await FoundServer.make(world);
        const { server } = found;
        try {
            await found.deliver();
            const hardened = await server.fingerprint();
            let struck: Promise<void> | undefined;
            const met = await server.deployer.giveBack((reached, kill) => {
                if (reached === step) struck = strike(found, kill);
            });
            assert.ok(struck, `step ${step} was not reached:\n${met.output}`);
            await struck;
            await mend?.(found);
            assert.ok(await server.settle(150), `${step}: not settled`);
            const state = await stateOf(found, hardened);
            assert.ok(["hardened", "as found"].includes(state), `${step}: between:\n${state}\n${met.output}`);
            await found.mustGiveBack();
            assert.equal(await found.traces(), "", step);
        } finally {
            await server.remove();
        }
    }

    async function stateOf({ server, asFound }: FoundServer, hardened: string): Promise<string> {
        const now = await server.fingerprint();
        if (now === hardened) return "hardened";
        const differences = difference(asFound, await server.fingerprintAsFound()).split("\n");
        // The home of an account that is gone is the last thing to go.
        const rest = differences.filter((line) => !/ home\/deploy/.test(line)).join("\n");
        return rest === "" ? "as found" : rest;
    }
});
