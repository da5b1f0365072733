import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withFileLock } from "../../../provider/local-machine/file-lock";

describe("file lock", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "lock-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("lets one at a time work, and tells the others that they wait", async () => {
        const path = join(folder, "a.lock");
        const events: string[] = [];
        const first = withFileLock(path, async () => {
            events.push("first starts");
            await sleep(1200);
            events.push("first ends");
        });
        while (events.length === 0) await sleep(10);
        const onWait = () => events.push("second waits");
        const second = withFileLock(path, () => Promise.resolve(events.push("second works")), { onWait });
        await Promise.all([first, second]);
        assert.deepEqual(events, ["first starts", "second waits", "first ends", "second works"]);
    });

    it("is free again after its work failed", async () => {
        const path = join(folder, "b.lock");
        const failing = withFileLock(path, () => Promise.reject(new Error("out of space")));
        await assert.rejects(failing, /out of space/);
        assert.equal(await withFileLock(path, () => Promise.resolve("done")), "done");
    });

    it("is free again after the process that held it was killed", async () => {
        const path = join(folder, "c.lock");
        const module = JSON.stringify(require.resolve("../../../provider/local-machine/file-lock"));
        const program =
            `require("tsx/cjs"); require(${module}).withFileLock(${JSON.stringify(path)}, () => {` +
            'console.log("held"); return new Promise(() => setTimeout(() => {}, 60000)); })';
        const holder = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
        await once(holder.stdout, "data");
        const events: string[] = [];
        const onWait = () => {
            events.push("waits");
            holder.kill("SIGKILL");
        };
        await withFileLock(path, () => Promise.resolve(events.push("works")), { onWait });
        assert.deepEqual(events, ["waits", "works"]);
    }).timeout(20_000);

    it("can be given up waiting for", async () => {
        const path = join(folder, "d.lock");
        const cancellation = new AbortController();
        await withFileLock(path, async () => {
            const waiting = withFileLock(path, () => Promise.resolve(), {
                onWait: () => {
                    cancellation.abort();
                },
                signal: cancellation.signal,
            });
            await assert.rejects(waiting, { name: "AbortError" });
        });
    });
});
