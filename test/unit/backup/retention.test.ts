import assert from "node:assert/strict";
import { describeChoice, prune } from "../../../scripts/backup/prune";
import { chooseForgotten, type Snapshot } from "../../../scripts/backup/retention";

const now = new Date("2026-06-01T12:00:00Z");
let count = 0;
const aged = (days: number): Snapshot => {
    count += 1;
    return {
        id: count.toString(16).padStart(64, "0"),
        time: new Date(now.getTime() - days * 86_400_000),
        hostname: "chat-1",
    };
};

describe("retention of backups", () => {
    it("forgets what is older than the window and nothing else", () => {
        const [young, atTheEdge, old] = [aged(1), aged(89.9), aged(90.1)];
        assert.deepEqual(chooseForgotten([old, young, atTheEdge], now, 90).forgotten, [old]);
    });

    it("keeps the good ones however many others there are", () => {
        const good = [aged(1), aged(30), aged(60)];
        const junk = Array.from({ length: 5000 }, (_, index) => aged(index / 100));
        const { forgotten } = chooseForgotten([...junk, ...good], now, 90);
        assert.deepEqual(forgotten, []);
    });

    it("is not moved by snapshots from the future, and names them", () => {
        const [good, future, slightlyAhead] = [aged(80), aged(-3650), aged(-0.01)];
        const choice = chooseForgotten([good, future, slightlyAhead], now, 90);
        assert.deepEqual(choice.forgotten, []);
        assert.deepEqual(choice.fromTheFuture, [future]);
        assert.match(describeChoice(choice, false).join("\n"), /WARNING: snapshot \S+ of chat-1 is from the future/);
    });

    it("forgets nothing when there is nothing recent: not even a snapshot from the future counts as that", () => {
        const choice = chooseForgotten([aged(91), aged(200), aged(-10)], now, 90);
        assert.deepEqual(choice.forgotten, []);
        assert.match(choice.refusal ?? "", /no snapshot of the last 90 days/);
    });

    it("changes nothing in a dry run, and asks restic for no rule of its own otherwise", async () => {
        const calls: (readonly string[])[] = [];
        const [old, young] = [aged(100), aged(1)];
        const restic = (args: readonly string[]) => {
            calls.push(args);
            return Promise.resolve(args[0] === "snapshots" ? JSON.stringify([old, young]) : "");
        };
        await prune(restic, { keepDays: 90, now, dryRun: true });
        assert.equal(calls.length, 1);
        await prune(restic, { keepDays: 90, now, dryRun: false });
        assert.deepEqual(calls.slice(2), [["forget", old.id], ["prune"], ["check"]]);
    });
});
