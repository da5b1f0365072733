import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { cloud, cloudIds, isCloudId } from "../../components/clouds/index";

const root = resolve(__dirname, "../..");

/** Files that a program has loaded when it ends. */
function filesLoadedBy(program: string): string[] {
    const script = `${program}; console.log(Object.keys(require.cache).join("\\n"));`;
    const options = { cwd: root, encoding: "utf8" } as const;
    return execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", script], options).split("\n");
}

describe("clouds", () => {
    it("are loaded when they are asked for, and not before", () => {
        const registry = 'const clouds = require("./components/clouds/index.ts")';
        const isCloudFile = (file: string) => /components\/clouds\/(?!index|machine)/.test(file);
        assert.deepEqual(filesLoadedBy(registry).filter(isCloudFile), []);
        assert.deepEqual(filesLoadedBy(`${registry}; clouds.cloud("local")`).filter(isCloudFile), [
            resolve(root, "components/clouds/local.ts"),
        ]);
    }).timeout(20_000);

    it("are known by their names, and nothing else is", () => {
        assert.ok(cloudIds.every(isCloudId));
        assert.ok(!isCloudId("toString"));
    });

    for (const id of cloudIds.filter(isCloudId)) {
        it(`${id} boots some distribution and refuses a setting that it does not know`, () => {
            const { distributions, factory } = cloud(id);
            assert.ok(distributions.length > 0);
            assert.ok(!factory.safeParse({ "no-such-setting": 1 }).success);
        });
    }
});
