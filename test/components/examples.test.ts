import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { cloudIds } from "../../components/clouds/index";
import { makeTestKeys } from "../unit/stacks/settings-fixture";

const { ed25519 } = makeTestKeys();
const hostKey = `ssh-ed25519 ${Buffer.alloc(51, 7).toString("base64")}`;
const examples = resolve(__dirname, "../../examples");
const report = z.object({ made: z.array(z.string()), loaded: z.array(z.string()) });

/** Pulumi packages that each example loads: its clouds' SDKs and no other. */
const packages: Readonly<Record<string, readonly string[]>> = {
    aws: ["aws", "pulumi"],
    command: ["command", "digitalocean", "pulumi"],
    digitalocean: ["digitalocean", "pulumi"],
    existing: ["pulumi"],
    hetzner: ["hcloud", "pulumi"],
    local: ["pulumi"],
    "two-clouds": ["aws", "digitalocean", "pulumi"],
};

async function runExample(name: string): Promise<z.output<typeof report>> {
    const script = ["--require", "tsx/cjs", join(__dirname, "run-example.ts"), name, ed25519, hostKey];
    return report.parse(JSON.parse((await promisify(execFile)(process.execPath, script)).stdout));
}

describe("the examples of the library", () => {
    it("are one for each cloud, one for two, and one beside another package", () => {
        const programs = readdirSync(examples).filter((file) => file.endsWith(".ts"));
        const names = programs.map((file) => file.replace(/\.ts$/, ""));
        assert.deepEqual(names.sort(), [...cloudIds, "command", "two-clouds"].sort());
        assert.deepEqual(Object.keys(packages), names);
    });

    it("stand in README as they are", () => {
        const readme = readFileSync(resolve(examples, "../README.md"), "utf8");
        const [, , ...code] = readFileSync(join(examples, "digitalocean.ts"), "utf8").split("\n");
        const unindented = (text: string) => text.replace(/^ +/gm, "");
        assert.ok(
            unindented(readme).includes(unindented(code.join("\n"))),
            "README.md shows another program than examples/digitalocean.ts",
        );
    });

    for (const [name, expected] of Object.entries(packages)) {
        it(`${name}: makes its hosts, and loads the SDK of no other cloud`, async () => {
            const { made, loaded } = await runExample(name);
            assert.deepEqual(loaded, expected);
            const hosts = name === "two-clouds" ? 2 : 1;
            assert.equal(made.filter((one) => one.includes(":HostConfiguration ")).length, hosts);
        });

        it(`${name}: says what to install, and nothing that it does not need`, () => {
            const text = readFileSync(join(examples, `${name}.ts`), "utf8");
            const needed = [...expected].sort((one) => (one === "pulumi" ? -1 : 1)).map((one) => `@pulumi/${one}`);
            assert.ok(text.includes(`// Needs: npm install hardened-host ${needed.join(" ")}\n`), needed.join(" "));
        });
    }
});
