import assert from "node:assert/strict";
import { checksScript, defaultChecks, readOutcomes, type CheckOutcome } from "./world/checks";
import { sharedGuest } from "./world/guest";

describe("the hardened guest", () => {
    const checks = defaultChecks();
    let outcomes: readonly CheckOutcome[] = [];

    before("run every check", async () => {
        const result = await (await sharedGuest()).root(checksScript(checks));
        outcomes = readOutcomes(result.stdout);
        assert.equal(outcomes.length, checks.length, result.output);
    });

    checks.forEach(({ by, check }, index) => {
        it(`${by}: ${check.title}`, () => {
            assert.ok(
                outcomes[index]?.passed,
                `failed on the guest:\n${check.command}\n${outcomes[index]?.output ?? ""}`,
            );
        });
    });
});

describe("units of ours", () => {
    it("have an exposure of 2.0 or less, every one", async () => {
        const guest = await sharedGuest();
        const units = await guest.rootText("cd /etc/systemd/system && ls -d hardened-host-*.service");
        assert.ok(units.split("\n").length >= 2, units);
        const report = await guest.rootText(
            `systemd-analyze security --no-pager ${units.split("\n").join(" ")} | grep 'Overall exposure'`,
        );
        const scores = [...report.matchAll(/level for (\S+): ([\d.]+)/g)].map(([, unit, score]) => ({
            unit,
            score: Number(score),
        }));
        assert.equal(scores.length, units.split("\n").length, report);
        assert.deepEqual(
            scores.filter(({ score }) => !(score <= 2.0)),
            [],
            report,
        );
    });
});
