import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCacheEntry, findCacheEntry } from "../../../scripts/bootstrap/cache-entry";
import { temporaryFolder } from "./temporary-folder";

const noWait = (pid: string) => assert.fail(`waited for process ${pid}`);

describe("cache entry", () => {
    const folder = temporaryFolder();
    const entry = () => ({ folder: join(folder.path, "cache"), name: "engine-1", files: ["program"] });
    const make = (content: string) => (temporary: string) => {
        writeFileSync(join(temporary, "program"), content);
        return Promise.resolve();
    };

    it("is made once and found from then on", async () => {
        const path = await ensureCacheEntry(entry(), noWait, make("first"));
        assert.equal(await ensureCacheEntry(entry(), noWait, make("second")), path);
        assert.equal(readFileSync(join(path, "program"), "utf8"), "first");
        assert.equal(findCacheEntry(entry()), path);
        assert.deepEqual(readdirSync(entry().folder), ["engine-1"]);
    });

    it("is not there before it is complete", async () => {
        await ensureCacheEntry(entry(), noWait, async (temporary) => {
            await make("half")(temporary);
            assert.equal(findCacheEntry(entry()), undefined);
        });
    });

    it("leaves nothing behind when making it fails", async () => {
        const failing = ensureCacheEntry(entry(), noWait, async (temporary) => {
            await make("half")(temporary);
            throw new Error("the mirror is down");
        });
        await assert.rejects(failing, /the mirror is down/);
        assert.deepEqual(readdirSync(entry().folder), []);
    });

    it("is refused, and leaves nothing behind, when a file that it must hold is missing or empty", async () => {
        await assert.rejects(
            ensureCacheEntry(entry(), noWait, () => Promise.resolve()),
            /made without program/,
        );
        await assert.rejects(ensureCacheEntry(entry(), noWait, make("")), /made without program/);
        assert.deepEqual(readdirSync(entry().folder), []);
    });

    it("is made again when a file of it has been lost", async () => {
        mkdirSync(join(entry().folder, "engine-1"), { recursive: true });
        writeFileSync(join(entry().folder, "engine-1/program"), "");
        const path = await ensureCacheEntry(entry(), noWait, make("again"));
        assert.equal(readFileSync(join(path, "program"), "utf8"), "again");
    });

    it("sweeps away what a killed process left half made, of this entry only", async () => {
        for (const name of ["engine-1.partial-abc", "engine-2.partial-abc"]) {
            mkdirSync(join(entry().folder, name), { recursive: true });
        }
        await ensureCacheEntry(entry(), noWait, make("whole"));
        assert.deepEqual(readdirSync(entry().folder).sort(), ["engine-1", "engine-2.partial-abc"]);
    });
});
