import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** Runs a program that asks for a machine with these settings, where one is that was made otherwise. */
function deployOver(cloud: string, settings: object, actual: object) {
    const program = ["test/components/moved-machine.ts", cloud, JSON.stringify(settings), JSON.stringify(actual)];
    return spawnSync(process.execPath, ["--require", "tsx/cjs", ...program], { cwd: root, encoding: "utf8" });
}

const cases = [
    { cloud: "aws", settings: { region: "eu-central-1", instanceType: "t3.small" }, place: "region" },
    { cloud: "digitalocean", settings: { region: "fra1", size: "s-1vcpu-2gb" }, place: "region" },
    { cloud: "hetzner", settings: { location: "fsn1", serverType: "cx23" }, place: "location" },
];

/** How each cloud tells of what a machine was made. */
const madeOfDebian12: Readonly<Record<string, object>> = {
    aws: { tags: { distribution: "debian-12" } },
    digitalocean: { image: "debian-12-x64" },
    hetzner: { labels: { distribution: "debian-12" } },
};

describe("a machine that exists", () => {
    for (const { cloud, settings, place } of cases) {
        it(`on ${cloud}: cannot move or change its distribution, and the reason is given`, () => {
            const { status, stderr } = deployOver(cloud, settings, { [place]: "old-place", ...madeOfDebian12[cloud] });
            assert.notEqual(status, 0);
            const wanted = JSON.stringify(Object.values(settings)[0]);
            assert.ok(
                stderr.includes(
                    `hosts.chat-1.cloud.${cloud}.${place}: cannot become ${wanted}; the machine was made with "old-place", ` +
                        "and only a new one could have another. Put the old value back, or set " +
                        `hosts.chat-1.cloud.${cloud}.replaceOnChange to true`,
                ),
                stderr,
            );
            assert.match(stderr, /hosts\.chat-1\.host\.distribution: cannot become "debian-13"; .* "debian-12"/);
        }).timeout(20_000);

        it(`on ${cloud}: is replaced where replaceOnChange says so, and stays where nothing changes`, () => {
            const moved = deployOver(cloud, { ...settings, replaceOnChange: true }, { [place]: "old-place" });
            assert.equal(moved.status, 0, moved.stderr);
            const same = deployOver(cloud, settings, {});
            assert.equal(same.status, 0, same.stderr);
        }).timeout(20_000);
    }
});
