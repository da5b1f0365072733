import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatSeconds, Phases } from "../../../scripts/bootstrap/phases";
import { temporaryFolder } from "./temporary-folder";

describe("phases", () => {
    const folder = temporaryFolder();

    function recorded(isTTY: boolean) {
        const written: string[] = [];
        const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
        return { phases: new Phases({ write, isTTY }), written };
    }

    it("say nothing of work that was done already", async () => {
        const { phases, written } = recorded(false);
        assert.equal(await phases.run("engine", () => Promise.resolve("found")), "found");
        assert.deepEqual(written, []);
        assert.deepEqual(
            phases.times.map(({ name, outcome }) => ({ name, outcome })),
            [{ name: "engine", outcome: "done" }],
        );
    });

    it("say what is done, and that it is done, in whole lines where there is no terminal", async () => {
        const { phases, written } = recorded(false);
        await phases.run("engine", (progress) => {
            progress.begin("building");
            progress.log("a remark");
            return Promise.resolve();
        });
        assert.deepEqual(written.slice(0, 2), ["engine: building\n", "engine: a remark\n"]);
        assert.match(written[2] ?? "", /^engine: done after 0\.\d s\n$/);
    });

    it("keep a line on a terminal up to date with the time and the detail", async () => {
        const { phases, written } = recorded(true);
        await phases.run("engine", async (progress) => {
            progress.begin("building");
            progress.detail("12 packages");
            await new Promise((resolve) => setTimeout(resolve, 1100));
        });
        assert.ok(
            written.some((text) => text.startsWith("\r\u001b[K") && /engine: 1\.\d s, 12 packages$/.test(text)),
            written.join("|"),
        );
    });

    it("count a failed one, and let its error through", async () => {
        const { phases } = recorded(false);
        await assert.rejects(
            phases.run("image", () => Promise.reject(new Error("no space"))),
            /no space/,
        );
        assert.match(phases.table(), /^ {2}image +0\.0 s {2}failed\n {2}in all +0\.0 s\n$/);
    });

    it("go on from those of the process before, and are saved for whoever compares them", () => {
        const phases = new Phases({ write: () => true }, [{ name: "Node.js", seconds: 4.5, outcome: "done" }]);
        phases.times.push({ name: "engine", seconds: 200, outcome: "done" });
        const path = join(folder.path, "new/times.json");
        phases.save(path);
        const saved = JSON.parse(readFileSync(path, "utf8")) as { startedAt: string; seconds: number; phases: unknown };
        assert.equal(saved.seconds, 204.5);
        assert.deepEqual(saved.phases, phases.times);
        assert.ok(Date.parse(saved.startedAt) <= Date.now());
    });

    it("write times as people say them", () => {
        assert.deepEqual([0.04, 9.94, 59.6, 119.4, 200].map(formatSeconds), [
            "0.0 s",
            "9.9 s",
            "60 s",
            "119 s",
            "3 min 20 s",
        ]);
    });
});
