import assert from "node:assert/strict";
import { SettingsError } from "../../../components/host/errors";
import { parseSettings } from "../../../stacks/settings";
import { file } from "./bad-settings/case";
import { clouds, unknownKeys } from "./bad-settings/clouds";
import { hosts } from "./bad-settings/hosts";
import { logins } from "./bad-settings/logins";
import { names, remoteClouds } from "./bad-settings/remote-clouds";
import { changed, diskWith, makePemPrivateKey, makeTestKeys } from "./settings-fixture";
import type { Tree } from "./settings-fixture";

describe("bad settings", () => {
    const keys = makeTestKeys();
    const good: Tree = { "chat-1": { cloud: { local: {} }, login: { authorizedKeys: [keys.ed25519] }, host: {} } };
    const files = {
        "/keys/empty.pub": "# nothing yet\n",
        "/keys/weak.pub": `${keys.ed25519}\n${keys.rsa2048}\n`,
        "/keys/private": keys.ed25519Private,
    };
    const problemsOf = (config: Readonly<Record<string, string>>, encryptedKeys: readonly string[] = []) => {
        try {
            parseSettings({ config, encryptedKeys, file, disk: diskWith(files) });
        } catch (error) {
            assert.ok(error instanceof SettingsError, String(error));
            return error;
        }
        return assert.fail("nothing was refused");
    };
    const cases = [...unknownKeys(), ...clouds(), ...remoteClouds(), ...names(), ...logins(keys), ...hosts()];

    it("are tried in at least 40 kinds, no two alike", () => {
        assert.ok(new Set(cases.map(({ what }) => what)).size === cases.length && cases.length >= 40);
    });

    for (const { what, at, value, path, given, accepted, remedy } of cases) {
        it(`refuse ${what}`, () => {
            const { problems } = problemsOf({ "hardened-host:hosts": JSON.stringify(changed(good, at, value)) });
            const problem = problems.find((one) => one.path === path);
            assert.ok(problem, `named: ${problems.map((one) => one.path).join(", ")}`);
            assert.ok(problem.problem.includes(given), problem.problem);
            assert.ok(problem.problem.includes(accepted), problem.problem);
            assert.ok(problem.remedy.includes(remedy), problem.remedy);
        });
    }

    it("never show a private key, wherever it was put", () => {
        const pem = makePemPrivateKey();
        const secretLine = pem.split("\n")[1] ?? "";
        const places = [
            "login.user",
            "login.authorizedKeys",
            "login.identityFile",
            "host.ssh.port",
            "host",
            "cloud.local.cpus",
        ];
        for (const place of places) {
            const hostsWithKey = changed(good, ["chat-1", ...place.split(".")], place.endsWith("Keys") ? [pem] : pem);
            const { message } = problemsOf({ "hardened-host:hosts": JSON.stringify(hostsWithKey) });
            assert.ok(!message.includes(secretLine.slice(0, 16)), `${place}: ${message}`);
        }
    });

    it("name a configuration key that does not exist", () => {
        const { problems } = problemsOf({ "hardened-host:hosts": JSON.stringify(good), "hardened-host:host": "{}" });
        assert.deepEqual(problems, [
            {
                path: "hardened-host:host",
                problem:
                    "is not a known setting; known here are backupBuckets, hosts, restoreProvedAt, rollout, secrets",
                remedy: `Did you mean hosts? Rename it in ${file}`,
            },
        ]);
    });

    for (const [what, text] of [
        ["are missing", undefined],
        ["are text", "everything"],
        ["are a list", "[]"],
        ["are empty", "{}"],
    ] as const) {
        it(`say what to copy when the hosts ${what}`, () => {
            const { problems } = problemsOf(text === undefined ? {} : { "hardened-host:hosts": text });
            assert.deepEqual(
                problems.map(({ path }) => path),
                ["hosts"],
            );
            assert.match(problems[0]?.remedy ?? "", /stacks\/Pulumi\.local\.yaml/);
        });
    }

    for (const [rollout, path, problem] of [
        [{ canaries: -1 }, "rollout.canaries", "-1 is not accepted; it must be a whole number from 0"],
        [{ canaries: "all" }, "rollout.canaries", '"all" is not accepted; it must be a number'],
        [{ canaries: 1 }, "rollout.canaries", "1 is not accepted; it must be less than the number of hosts, 1"],
        [{ canary: 1 }, "rollout.canary", "is not a known setting; known here are canaries"],
        ["slowly", "rollout", '"slowly" is not accepted; it must be a map of settings'],
    ] as const) {
        it(`refuse the rollout ${JSON.stringify(rollout)}, beside what is wrong with a host`, () => {
            const hosts = changed(good, ["chat-1", "login", "user"], "root");
            const { problems } = problemsOf({
                "hardened-host:hosts": JSON.stringify(hosts),
                "hardened-host:rollout": JSON.stringify(rollout),
            });
            assert.deepEqual(problems.map((one) => one.path).sort(), ["hosts.chat-1.login.user", path].sort());
            const found = problems.find((one) => one.path === path);
            assert.equal(found?.problem, problem);
            assert.match(found.remedy, /stacks\/Pulumi\./);
        });
    }

    it("refuse an encrypted value among what previews show", () => {
        const { problems } = problemsOf({ "hardened-host:hosts": JSON.stringify(good) }, ["hardened-host:hosts"]);
        assert.match(problems[0]?.remedy ?? "", /pulumi config set --secret/);
    });

    it("name a secret that nothing uses, and a host that is not there, without the secret", () => {
        const secrets = { "chat-1": { "api-token": "s3cret" }, "chat-2": { other: "s3cret" } };
        const error = problemsOf({
            "hardened-host:hosts": JSON.stringify(good),
            "hardened-host:secrets": JSON.stringify(secrets),
        });
        assert.deepEqual(
            error.problems.map(({ path }) => path),
            ["secrets.chat-1.api-token", "secrets.chat-2"],
        );
        assert.ok(!error.message.includes("s3cret"));
    });

    it("refuse secrets that are no map, without showing them", () => {
        const error = problemsOf({ "hardened-host:hosts": JSON.stringify(good), "hardened-host:secrets": "s3cret" });
        assert.equal(error.problems[0]?.path, "secrets");
        assert.ok(!error.message.includes("s3cret"));
    });
});
