import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { FaultCampaign, type Battlefield } from "../faults/campaign";
import { drawInjection } from "../faults/injection";
import { kindsOnGuest } from "../faults/kinds/index";
import { World } from "../faults/world/world";

const seed = Number(process.env["FAULT_SEED"] ?? 1);
/** Each takes two or three minutes where the processor is emulated: npm run test:full tries 40. */
const count = Number(process.env["FAULT_COUNT_ON_GUEST"] ?? 0);
const onGuests: Battlefield = {
    parallelHosts: 1,
    kinds: kindsOnGuest,
    makeWorld: () => World.createForGuests(),
    makeHost: (world) => world.makeGuestHost(),
};

describe(`faults put upon deliveries to an emulated guest (seed ${seed}, ${count} of them)`, function () {
    this.timeout(4 * 60 * 60 * 1000);
    let campaign: FaultCampaign | undefined;

    before("make the guest", async function () {
        if (count === 0) return;
        await skipWithoutContainers(this);
        campaign = await FaultCampaign.start(seed, count, onGuests);
    });
    after("remove the guest and show the table", async () => {
        await campaign?.end();
    });

    for (let number = 0; number < count; number += 1) {
        const { fault, step, delayMs } = drawInjection(seed, number, kindsOnGuest);
        it(`${number}: ${fault.title}; at ${step} + ${delayMs} ms`, async () => {
            const outcome = await campaign?.outcome(number);
            assert.ok(outcome);
            assert.deepEqual(outcome.problems, [], outcome.transcript);
        });
    }
});
