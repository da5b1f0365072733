import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "./temporary-folder";

const bootstrap = join(__dirname, "../../../scripts/bootstrap");

/** Makes an entry as the engine is built: by a program that leaves half of its result, and a helper of its own. */
const builder = `
const { ensureCacheEntry } = require("${bootstrap}/cache-entry");
const { capture } = require("${bootstrap}/child");
const [folder, seconds] = process.argv.slice(1);
const build = 'echo half > "$1/program"; sleep "$3" & echo "$$ $!" >> "$2/builds"; wait; echo whole > "$1/program"';
ensureCacheEntry({ folder: folder + "/cache", name: "engine", files: ["program"] }, () => {}, async (temporary) => {
    await capture("sh", ["-c", build, "build", temporary, folder, seconds]);
});
`;

function startBuilder(folder: string, seconds: number): ChildProcess {
    return spawn(process.execPath, ["-e", builder, folder, String(seconds)], { stdio: "ignore" });
}

/** Waits until something is so; fails after ten seconds. */
async function until(condition: () => boolean): Promise<void> {
    for (let attempt = 0; !condition(); attempt += 1) {
        assert.ok(attempt < 200, "it did not come to pass within 10 s");
        await sleep(50);
    }
}

/** A process that runs; one that has ended, and that nobody has asked for its exit status, does not. */
function isRunning(pid: number): boolean {
    const stat = `/proc/${pid}/stat`;
    return existsSync(stat) && readFileSync(stat, "utf8").split(") ").pop()?.startsWith("Z") === false;
}

describe("an interrupted build", () => {
    const folder = temporaryFolder();
    const cache = () => readdirSync(join(folder.path, "cache"));
    const builds = () => {
        const path = join(folder.path, "builds");
        return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
    };
    const buildProcesses = () => builds().flatMap((line) => line.split(" ").map(Number));

    for (const [signal, status] of [
        ["SIGINT", 130],
        ["SIGTERM", 143],
        ["SIGHUP", 129],
    ] as const) {
        it(`ends with ${status} on ${signal}, all its processes with it, and leaves nothing behind`, async () => {
            const running = startBuilder(folder.path, 60);
            await until(() => builds().length === 1);
            assert.equal(cache().length, 2, "a lock and a half-made entry");
            running.kill(signal);
            assert.deepEqual(await once(running, "exit"), [status, null]);
            assert.deepEqual(cache(), []);
            await until(() => !buildProcesses().some(isRunning));
        });
    }

    it("ends when npm, which runs it as our npm scripts are run, is told to stop", async () => {
        writeFileSync(join(folder.path, "builder.js"), builder.replace("slice(1)", "slice(2)"));
        const script = `exec "${process.execPath}" builder.js ${folder.path} 60`;
        writeFileSync(join(folder.path, "package.json"), JSON.stringify({ scripts: { build: script } }));
        const npm = spawn("npm", ["run", "build"], { cwd: folder.path, stdio: "ignore" });
        await until(() => builds().length === 1);
        npm.kill("SIGTERM");
        await once(npm, "exit");
        await until(() => cache().length === 0 && !buildProcesses().some(isRunning));
    });

    it("that was killed outright is cleaned up after, and done again, by the next one", async () => {
        const killed = startBuilder(folder.path, 60);
        await until(() => builds().length === 1);
        killed.kill("SIGKILL");
        await once(killed, "exit");
        assert.equal(cache().length, 2);

        assert.deepEqual(await once(startBuilder(folder.path, 0), "exit"), [0, null]);
        assert.deepEqual(cache(), ["engine"]);
        assert.equal(readFileSync(join(folder.path, "cache/engine/program"), "utf8"), "whole\n");
        for (const pid of buildProcesses().filter(isRunning)) process.kill(pid, "SIGKILL");
    });

    it("does not stand for two at once: the second waits for the first and uses its result", async () => {
        const both = [startBuilder(folder.path, 1), startBuilder(folder.path, 1)];
        const ends = await Promise.all(both.map((builder) => once(builder, "exit")));
        assert.deepEqual(ends, [
            [0, null],
            [0, null],
        ]);
        assert.equal(builds().length, 1);
        assert.deepEqual(cache(), ["engine"]);
    });
});
