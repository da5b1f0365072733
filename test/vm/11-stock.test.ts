import assert from "node:assert/strict";
import { proportionalMemoryScript } from "./world/memory";
import { checksScript, defaultChecks, readOutcomes, type CheckOutcome } from "./world/checks";
import { removeSharedGuest, sharedGuest } from "./world/guest";
import { StockGuest } from "./world/stock-guest";

/** Memory that hardening may add, resident, in MiB. */
const mostAddedMib = 60;

describe("a stock guest, for comparison", () => {
    const stock = new StockGuest();
    const checks = defaultChecks();
    let outcomes: readonly CheckOutcome[] = [];
    let hardenedMib = 0;
    let stockMib = 0;

    before("measure the hardened guest, remove it, and boot a stock one", async () => {
        const guest = await sharedGuest();
        hardenedMib = Number(await guest.rootText(proportionalMemoryScript));
        await guest.hangUp();
        if (!guest.isKept) await removeSharedGuest();
        await stock.start();
        const output = await stock.rootText(checksScript(checks));
        outcomes = readOutcomes(output);
        stockMib = Number(await stock.rootText(proportionalMemoryScript));
        assert.equal(outcomes.length, checks.length, output);
    });

    after(() => stock.remove());

    checks.forEach(({ by, check }, index) => {
        if (check.holdsOnStock !== undefined) return;
        it(`fails: ${by}: ${check.title}`, () => {
            assert.equal(outcomes[index]?.passed, false, `passes on a stock guest:\n${check.command}`);
        });
    });

    it(`has at most ${mostAddedMib} MiB less resident memory than the hardened one`, () => {
        process.stdout.write(`      hardened ${hardenedMib} MiB, stock ${stockMib} MiB\n`);
        assert.ok(hardenedMib - stockMib <= mostAddedMib, `${hardenedMib} MiB against ${stockMib} MiB`);
    });
});
