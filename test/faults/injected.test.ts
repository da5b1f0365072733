import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { drawInjection, type Outcome } from "./injection";
import { FaultCampaign, inContainers } from "./campaign";

/** FAULT_SEED and FAULT_COUNT choose what is tried: `npm run test:faults -- --seed 7 --count 200`. */
const seed = Number(process.env["FAULT_SEED"] ?? 1);
const count = Number(process.env["FAULT_COUNT"] ?? 24);

describe(`faults put upon deliveries (seed ${seed}, ${count} of them)`, function () {
    this.timeout(20 * 60 * 1000);
    let campaign: FaultCampaign | undefined;

    before("make hosts", async function () {
        await skipWithoutContainers(this);
        campaign = await FaultCampaign.start(seed, count, inContainers);
    });
    after("remove the hosts and show the table", async () => {
        await campaign?.end();
    });

    for (let number = 0; number < count; number += 1) {
        const { fault, step, delayMs } = drawInjection(seed, number, inContainers.kinds);
        it(`${number}: ${fault.title}; at ${step} + ${delayMs} ms`, async () => {
            const outcome: Outcome | undefined = await campaign?.outcome(number);
            assert.ok(outcome);
            assert.deepEqual(outcome.problems, [], outcome.transcript);
        });
    }
});
