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

/** npm package with which a cloud is asked. */
const sdks: Readonly<Record<string, string>> = { aws: "aws", digitalocean: "digitalocean", hetzner: "hcloud" };

const sdksAmong = (files: readonly string[]) =>
    new Set(
        files.flatMap((file) => /node_modules\/@pulumi\/(aws|cloudflare|digitalocean|hcloud)\//.exec(file)?.[1] ?? []),
    );

describe("clouds", () => {
    const registry = 'const clouds = require("./components/clouds/index.ts")';

    it("are loaded when they are asked for, and not before", () => {
        const loaded = filesLoadedBy(registry);
        assert.deepEqual(
            loaded.filter((file) => /components\/clouds\/(?!index|machine)/.test(file)),
            [],
        );
        assert.deepEqual([...sdksAmong(loaded)], []);
    }).timeout(20_000);

    for (const id of cloudIds) {
        it(`${id} loads its own SDK, and no other cloud's`, () => {
            const loaded = filesLoadedBy(`${registry}; clouds.cloud("${id}")`);
            assert.ok(loaded.includes(resolve(root, `components/clouds/${id}.ts`)));
            assert.deepEqual([...sdksAmong(loaded)], sdks[id] === undefined ? [] : [sdks[id]]);
            const others = cloudIds.filter((other) => other !== id);
            for (const other of others) assert.ok(!loaded.includes(resolve(root, `components/clouds/${other}.ts`)));
        }).timeout(20_000);
    }

    it("are loaded apart from who serves the names", () => {
        const settings = '{ provider: "hetzner", zone: "example.org" }';
        const dns = filesLoadedBy(`require("./components/dns/index.ts").dnsPublisher.parse(${settings})`);
        assert.deepEqual([...sdksAmong(dns)], [], "checking settings needs no SDK");
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
