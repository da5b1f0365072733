import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { version } from "../../package.json";
import { makeTestKeys } from "../unit/stacks/settings-fixture";
import { LibraryConsumer, packLibrary } from "./consumer";

const root = resolve(__dirname, "../..");
const { ed25519 } = makeTestKeys();
const serverKey = `ssh-ed25519 ${Buffer.alloc(51, 7).toString("base64")}`;
const plugin = `resource-hardened-host-v${version}`;

const program = `import { HardenedHost } from "hardened-host";
import type { HostArgs } from "hardened-host";

const login = { authorizedKeys: [${JSON.stringify(ed25519)}] };
const web: HostArgs = { ssh: { port: 2222 }, firewall: { openings: [{ port: 443, purpose: "web" }] } };
const born = new HardenedHost("born", { cloud: { local: { memoryMib: 1024 } }, login, host: web });
new HardenedHost("found", {
    cloud: { existing: { address: "192.0.2.10", hostKey: ${JSON.stringify(serverKey)} } },
    login,
    host: { ...web, distribution: "debian-12" },
});
export const sshCommand = born.sshCommand;
`;

const onlyTheKey = ["born", "born-first-key"].flatMap((name) => ["--target", `**::${name}`]);

describe("the library, in a program outside the repository", () => {
    let packed: string;
    let library: string;
    let consumer: LibraryConsumer;

    before(async function () {
        this.timeout(300_000);
        packed = await mkdtemp(join(tmpdir(), "hardened-host-packed-"));
        library = await packLibrary(packed);
        consumer = await LibraryConsumer.create(library, program, [], ["--ignore-scripts"]);
        assert.equal((await consumer.pulumi("stack", "init", "test")).status, 0);
    });

    after(async () => {
        await consumer.remove();
        await rm(packed, { recursive: true });
    });

    it("compiles in the strictest way, its declarations included, and refuses settings that do not exist", async function () {
        this.timeout(180_000);
        const good = await consumer.compile();
        assert.equal(good.status, 0, good.output);
        const wrong = program.replace("port: 2222", "prot: 2222").replace("memoryMib: 1024", 'memoryMib: "1 GiB"');
        await writeFile(consumer.path("index.ts"), wrong);
        const bad = await consumer.compile();
        await writeFile(consumer.path("index.ts"), program);
        assert.match(bad.output, /'prot' does not exist in type 'SshArgs'/);
        assert.match(bad.output, /Type 'string' is not assignable to type 'number'/);
    });

    it("brings no cloud's SDK that nobody asked for", async () => {
        const packages = await consumer.read("package-lock.json");
        assert.match(packages, /"node_modules\/@pulumi\/pulumi"/);
        assert.doesNotMatch(packages, /"node_modules\/@pulumi\/(aws|digitalocean|hcloud|cloudflare|command)"/);
    });

    it("brings the licence of each package that is bundled into its plugin", async () => {
        const plugin = "node_modules/hardened-host/dist/plugin";
        const bundle = await consumer.read(`${plugin}/main.js`);
        const licenses = await consumer.read(`${plugin}/THIRD-PARTY-LICENSES.txt`);
        // The bundle says above each file where it is from.
        const origins = [...bundle.matchAll(/^\/\/ (?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)];
        const bundled = new Set(origins.map(([, name = ""]) => name));
        assert.ok(bundled.size > 10, String(bundled.size));
        for (const name of bundled) {
            const [file] = (await readdir(join(root, "node_modules", name))).filter((one) => /^licen[cs]e/i.test(one));
            const text = await readFile(join(root, "node_modules", name, file ?? "LICENSE"), "utf8");
            assert.match(licenses, new RegExp(`^${name} \\d`, "m"));
            assert.ok(licenses.includes(text.trim()), name);
        }
    });

    it("previews hosts, with every file of theirs, when nobody has installed the provider", async function () {
        this.timeout(120_000);
        assert.deepEqual(await consumer.plugins(), []);
        const { status, output } = await consumer.pulumi("preview", "--diff");
        assert.equal(status, 0, output);
        assert.match(output, /hardened-host:index:ExistingServer/);
        assert.match(output, /\/etc\/ssh\/sshd_config/);
        assert.deepEqual(await consumer.plugins(), [plugin]);
    });

    it("runs its own version of the provider", async function () {
        this.timeout(120_000);
        const { status, output } = await consumer.pulumi("up", "--yes", "--skip-preview", ...onlyTheKey);
        assert.equal(status, 0, output);
        await consumer.pulumi("stack", "export", "--file", "stack.json");
        const state = await consumer.read("stack.json");
        assert.match(state, /"publicKey": "ssh-ed25519 AAAA/);
        assert.doesNotMatch(state, /PRIVATE KEY/);
        assert.ok(state.includes(`pulumi:providers:hardened-host::default_${version.replaceAll(".", "_")}`));
    });

    it("says what is wrong with its arguments without a stack trace", async function () {
        this.timeout(120_000);
        await writeFile(consumer.path("index.ts"), program.replace("port: 2222", "port: 0"));
        const { status, output } = await consumer.pulumi("preview");
        await writeFile(consumer.path("index.ts"), program);
        assert.notEqual(status, 0);
        assert.match(output, /host\.ssh\.port: 0 is not accepted; it must be a whole number from 1 to 65535/);
        assert.doesNotMatch(output, /\.js:\d+:\d+/);
    });

    it("can be destroyed on a computer where npm install is all that was done", async function () {
        this.timeout(240_000);
        await consumer.forgetPlugins();
        const without = await consumer.pulumi("destroy", "--yes", "--skip-preview");
        assert.notEqual(without.status, 0, without.output);
        await consumer.installAgain();
        assert.deepEqual(await consumer.plugins(), [plugin]);
        const { status, output } = await consumer.pulumi("destroy", "--yes", "--skip-preview");
        assert.equal(status, 0, output);
        assert.match(output, /HostKey born-first-key deleted/);
    });
});
