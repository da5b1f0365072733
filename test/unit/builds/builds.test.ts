import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../../components/builds/build";
import { keepBuild, keptBuild } from "../../../components/builds/kept-builds";
import { digestOfTree, treeOf } from "../../../components/builds/tree";
import { withBuilds } from "../../../components/built-settings";
import type { SettingsProblem } from "../../../components/host/errors";
import { planHost } from "../../../components/host/plan-host";
import { buildSteps } from "../../../components/host/program-install-build";
import { hostSettings } from "../../../components/host/settings";

describe("a program that is built on the deploying computer", () => {
    let folder: string;
    const cacheBefore = process.env["XDG_CACHE_HOME"];

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "hardened-host-build-"));
        process.env["XDG_CACHE_HOME"] = join(folder, "cache");
        mkdirSync(join(folder, "dist/empty"), { recursive: true });
        write("dist/server", "#!/bin/sh\n", 0o755);
        write("dist/notes ü.txt", "notes\n");
        symlinkSync("server", join(folder, "dist/alias"));
    });
    afterEach(() => {
        if (cacheBefore === undefined) delete process.env["XDG_CACHE_HOME"];
        else process.env["XDG_CACHE_HOME"] = cacheBefore;
        rmSync(folder, { recursive: true, force: true });
    });

    const write = (path: string, content: string, mode = 0o644) => {
        writeFileSync(join(folder, path), content);
        chmodSync(join(folder, path), mode);
    };
    const digest = (name = "dist") => digestOfTree(join(folder, name), treeOf(join(folder, name)));
    const order = (command?: readonly string[]) => ({ folder, command, output: "dist", environment: {} });

    it("has a digest that times, owners and the umask do not change", () => {
        const before = digest();
        utimesSync(join(folder, "dist/server"), 1, 1);
        chmodSync(join(folder, "dist/server"), 0o700);
        chmodSync(join(folder, "dist/notes ü.txt"), 0o600);
        chmodSync(join(folder, "dist"), 0o700);
        assert.equal(digest(), before);
    });

    it("has another digest for every other content, name, link, folder or program", () => {
        const changes: Readonly<Record<string, () => void>> = {
            content: () => write("dist/server", "#!/bin/dash\n", 0o755),
            name: () => write("dist/more", ""),
            program: () => chmodSync(join(folder, "dist/notes ü.txt"), 0o755),
            link: () => symlinkSync("notes ü.txt", join(folder, "dist/other")),
            folder: () => mkdirSync(join(folder, "dist/folder")),
        };
        const digests = new Set([digest()]);
        for (const [what, change] of Object.entries(changes)) {
            change();
            assert.ok(!digests.has(digest()), what);
            digests.add(digest());
        }
    });

    it("has the digest that the host finds in what arrived", () => {
        const sha256 = digest();
        const upload = join(folder, "upload.tar");
        execFileSync("tar", ["-cf", upload, "-C", join(folder, "dist"), "."]);
        const staging = join(folder, "staging");
        mkdirSync(staging);
        const script = (wanted: string) =>
            ["set -eu", `staging=${staging}`, ...buildSteps(wanted)]
                .join("\n")
                .replaceAll(`/var/lib/hardened-host/uploads/${wanted}.tar`, upload);
        execFileSync("sh", ["-c", script(sha256)]);
        assert.equal(digest("staging/program"), sha256);
        assert.equal(existsSync(upload), false);

        rmSync(join(staging, "program"), { recursive: true });
        write("dist/server", "#!/bin/sh\n# tampered with\n", 0o755);
        execFileSync("tar", ["-cf", upload, "-C", join(folder, "dist"), "."]);
        assert.throws(
            () => execFileSync("sh", ["-c", script(sha256)], { stdio: "pipe" }),
            /what arrived has the digest [0-9a-f]{64}, not [0-9a-f]{64}/,
        );
    });

    it("is refused with what cannot be delivered", () => {
        const refused: readonly (readonly [string, () => void, RegExp])[] = [
            ["a link out", () => symlinkSync("../../secret", join(folder, "dist/out")), /the link out leads out of it/],
            ["an absolute link", () => symlinkSync("/etc/shadow", join(folder, "dist/root")), /leads out of it/],
            ["a pipe", () => execFileSync("mkfifo", [join(folder, "dist/pipe")]), /pipe is neither a file nor/],
            ["a newline", () => write("dist/a\nb", ""), /a name that is not plain text/],
        ];
        for (const [what, spoil, message] of refused) {
            spoil();
            assert.throws(() => treeOf(join(folder, "dist")), message, what);
            rmSync(join(folder, "dist"), { recursive: true });
            mkdirSync(join(folder, "dist"));
            write("dist/server", "");
        }
        rmSync(join(folder, "dist/server"));
        assert.throws(() => treeOf(join(folder, "dist")), /it holds no file/);
    });

    it("is kept as it was when it was looked at", () => {
        const sha256 = keepBuild(join(folder, "dist"));
        write("dist/server", "something else\n");
        assert.equal(digestOfTree(keptBuild(sha256), treeOf(keptBuild(sha256))), sha256);
        assert.notEqual(keepBuild(join(folder, "dist")), sha256);
    });

    it("is built once for a run, without the secrets of the environment", () => {
        process.env["TEST_CLOUD_TOKEN"] = "planted-token";
        const command = ["sh", "-c", 'echo run >>runs; env >dist/environment; [ -n "$PATH" ]'];
        const first = build(order(command));
        assert.equal(build(order(command)), first);
        delete process.env["TEST_CLOUD_TOKEN"];
        const read = (path: string) => execFileSync("cat", [join(folder, path)], { encoding: "utf8" });
        assert.equal(read("runs"), "run\n");
        assert.doesNotMatch(read("dist/environment"), /planted-token|PULUMI_CONFIG/);
        assert.match(read("dist/environment"), /SOURCE_DATE_EPOCH=315532800/);
    });

    describe("in the settings of a host", () => {
        const settings = (build: object) =>
            hostSettings.parse({
                apps: { service: { demo: { description: "Demo", source: { build }, command: ["server"] } } },
            });
        const within = { path: "hosts.web", file: "stacks/Pulumi.test.yaml" };
        const resolved = (build: object) => {
            const problems: SettingsProblem[] = [];
            const chosen = withBuilds(settings({ folder, output: "dist", ...build }), within, problems);
            const texts = problems.map(({ path, problem }) => `${path}: ${problem}`);
            return { texts, plan: planHost("web", { user: "deploy", authorizedKeys: [] }, chosen) };
        };

        it("becomes a folder of the plan, by its digest, which the unit names", () => {
            const { texts, plan } = resolved({});
            assert.deepEqual(texts, []);
            const [[target, built] = ["", { sha256: "" }]] = Object.entries(plan.builds ?? {});
            assert.equal(built.sha256, digest());
            assert.match(target, /^\/opt\/hardened-host\/demo\/local-[0-9a-f]{12}$/);
            assert.ok(
                plan.files["/etc/systemd/system/demo.service"]?.content.includes(`ExecStart=${target}/server`) ?? false,
                plan.files["/etc/systemd/system/demo.service"]?.content,
            );
        });

        it("is refused when it cannot be built, or is not what was expected", () => {
            const failing = resolved({ command: ["sh", "-c", "echo it is broken >&2; exit 3"] });
            assert.match(failing.texts.join(), /source\.build: is not built: its command ended with 3: it is broken$/);
            const other = resolved({ sha256: "0".repeat(63) + "1" });
            assert.match(
                other.texts.join(),
                /source\.build\.sha256: 0+1 is not the digest of what was built, which is [0-9a-f]{64}$/,
            );
            assert.match(resolved({ folder: `${folder}/nowhere` }).texts.join(), /is not built: there is no folder/);
            assert.match(
                resolved({ output: "nowhere" }).texts.join(),
                /is not built: there is no .*nowhere once it is built/,
            );
        });

        it("takes no output outside its folder", () => {
            for (const output of ["..", "../x", "/etc", "a/../../b"])
                assert.throws(() => settings({ folder, output }), /must be a path below the folder/, output);
        });
    });
});
