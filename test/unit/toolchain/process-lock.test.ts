import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withProcessLock } from "../../../scripts/bootstrap/process-lock";
import { temporaryFolder } from "./temporary-folder";

const noWait = (pid: string) => assert.fail(`waited for process ${pid}`);

describe("process lock", () => {
    const folder = temporaryFolder();
    const lock = () => join(folder.path, "thing.lock");

    it("names its holder while it is held, and is gone afterwards", async () => {
        const holder = await withProcessLock(lock(), noWait, () => Promise.resolve(readFileSync(lock(), "utf8")));
        assert.match(holder, new RegExp(`^${process.pid} `));
        assert.deepEqual(readdirSync(folder.path), []);
    });

    it("is released when the work fails", async () => {
        const failing = withProcessLock(lock(), noWait, () => Promise.reject(new Error("no space left")));
        await assert.rejects(failing, /no space left/);
        assert.equal(existsSync(lock()), false);
    });

    it("lets one after the other do its work, and says who is waited for", async () => {
        const events: string[] = [];
        const waitedFor: string[] = [];
        const work = (name: string) => async () => {
            events.push(`${name} starts`);
            await sleep(50);
            events.push(`${name} ends`);
        };
        await Promise.all([
            withProcessLock(lock(), noWait, work("first")),
            withProcessLock(lock(), (pid) => waitedFor.push(pid), work("second")),
        ]);
        assert.deepEqual(events, ["first starts", "first ends", "second starts", "second ends"]);
        assert.deepEqual(waitedFor, [String(process.pid)]);
    });

    it("is taken over from a process that no longer runs", async () => {
        const ended = spawnSync("true").pid;
        writeFileSync(lock(), `${ended} 12345`);
        assert.equal(await withProcessLock(lock(), noWait, () => Promise.resolve("done")), "done");
        assert.deepEqual(readdirSync(folder.path), []);
    });

    it("is taken over when its process number has been given to another process", async () => {
        writeFileSync(lock(), `${process.pid} 1`);
        assert.equal(await withProcessLock(lock(), noWait, () => Promise.resolve("done")), "done");
    });
});
