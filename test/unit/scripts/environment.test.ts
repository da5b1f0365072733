import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pulumiEnvironment, withPath } from "../../../scripts/pulumi/environment";
import { ensureLoginKey } from "../../../scripts/pulumi/login-key";
import { temporaryFolder } from "../toolchain/temporary-folder";

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("Pulumi's environment", () => {
    const folder = temporaryFolder();
    const state = () => join(folder.path, "state");
    const said: string[] = [];
    beforeEach(() => said.splice(0));

    function environment(given: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
        return pulumiEnvironment(
            { PULUMI_HOME: join(folder.path, "home"), ...given },
            (line) => said.push(line),
            state(),
        );
    }

    it("keeps stacks and their passphrase on this computer, for their owner only, and says where", () => {
        const { PULUMI_BACKEND_URL: backend, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase = "" } = environment();
        assert.equal(backend, `file://${state()}/pulumi`);
        assert.equal(mode(join(state(), "pulumi")), "700");
        assert.equal(mode(state()), "700");
        assert.equal(mode(passphrase), "600");
        assert.match(readFileSync(passphrase, "utf8"), /^[\w-]{43}\n$/);
        assert.equal(said.length, 1);
        assert.ok(said[0]?.includes(passphrase));
        assert.ok(!said.join().includes(readFileSync(passphrase, "utf8").trim()), "the passphrase itself is not shown");
    });

    it("has the same passphrase every time, and says so once", () => {
        const path = environment()["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "";
        const first = readFileSync(path, "utf8");
        environment();
        assert.equal(readFileSync(path, "utf8"), first);
        assert.equal(said.length, 1);
    });

    it("leaves alone what the user has set, an empty passphrase too", () => {
        const given = { PULUMI_BACKEND_URL: "s3://stacks", PULUMI_CONFIG_PASSPHRASE: "" };
        const own = environment(given);
        assert.equal(own["PULUMI_BACKEND_URL"], "s3://stacks");
        assert.equal(own["PULUMI_CONFIG_PASSPHRASE_FILE"], undefined);
        assert.equal(own["PULUMI_SKIP_UPDATE_CHECK"], "true");
    });

    it("leaves alone a backend that the user has logged in to, and not one logged out of", () => {
        const home = join(folder.path, "home");
        mkdirSync(home);
        writeFileSync(join(home, "credentials.json"), JSON.stringify({ current: "https://api.example" }));
        assert.equal(environment()["PULUMI_BACKEND_URL"], undefined);
        writeFileSync(join(home, "credentials.json"), JSON.stringify({ current: "" }));
        assert.match(environment()["PULUMI_BACKEND_URL"] ?? "", /^file:/);
    });

    it("finds the Node that runs us, and the engine, first on PATH", () => {
        const own = dirname(process.execPath);
        assert.equal(withPath({ PATH: "/somewhere" }, ["/engine", undefined])["PATH"], `${own}:/engine:/somewhere`);
        assert.equal(withPath({ PATH: `${own}:/usr/bin` }, [])["PATH"], `${own}:/usr/bin`);
    });
});

describe("login key", () => {
    const folder = temporaryFolder();

    it("is made once, for its owner only, with its public half beside it", async () => {
        const path = join(folder.path, "local/id_ed25519");
        assert.equal(await ensureLoginKey(path), true);
        assert.equal(mode(path), "600");
        assert.equal(mode(dirname(path)), "700");
        const publicKey = readFileSync(`${path}.pub`, "utf8");
        assert.match(publicKey, /^ssh-ed25519 /);
        assert.equal(await ensureLoginKey(path), false);
        assert.equal(readFileSync(`${path}.pub`, "utf8"), publicKey);
    });
});
