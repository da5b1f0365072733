import assert from "node:assert/strict";
import { service } from "../../../components/host/apps/service";
import { lockedPackages, npmLock } from "../../../components/host/npm-lock";
import { problemsOf } from "./part-of-host";

const integrity = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
const root = { name: "project", version: "1.0.0", dependencies: { app: "1.0.0" } };
const app = { version: "1.0.0", integrity, bin: { app: "cli.js" } };

const lockOf = (packages: object) => ({ name: "project", lockfileVersion: 3, requires: true, packages });
const packagesOf = (packages: object, registry?: string) =>
    lockedPackages(npmLock().parse(lockOf({ "": root, ...packages })), registry);

const problems = (packages: object, source: object = {}) =>
    problemsOf(service, {
        app: {
            description: "An app",
            source: { npm: { package: "app", version: "1.0.0", lock: lockOf({ "": root, ...packages }), ...source } },
            command: ["bin/app"],
        },
    }).map((problem) => problem.replace("app.source.npm.", ""));

describe("the lock of npm", () => {
    it("gives each package its address and its digest, after the package that it lies in", () => {
        const nested = { version: "2.0.0", integrity, resolved: "https://files.example.org/inner.tgz" };
        const found = packagesOf({ "node_modules/app/node_modules/@a/inner": nested, "node_modules/app": app });
        assert.deepEqual(
            found.map(({ path, url }) => [path, url]),
            [
                ["node_modules/app", "https://registry.npmjs.org/app/-/app-1.0.0.tgz"],
                ["node_modules/app/node_modules/@a/inner", "https://files.example.org/inner.tgz"],
            ],
        );
        assert.equal(found[0]?.sha512, "07".repeat(64));
    });

    it("asks a mirror for what comes from npm's registry, by the name that the package has there", () => {
        const alias = { name: "@a/app", version: "1.0.0", integrity };
        assert.equal(
            packagesOf({ "node_modules/alias": alias }, "https://mirror.example.org/npm/")[0]?.url,
            "https://mirror.example.org/npm/@a/app/-/app-1.0.0.tgz",
        );
    });

    it("leaves out what only authors need, and what is optional and for other platforms", () => {
        const optional = { ...app, optional: true };
        const found = packagesOf({
            "node_modules/a": { ...app, dev: true },
            "node_modules/b": { ...optional, os: ["darwin"] },
            "node_modules/c": { ...optional, os: ["!linux"] },
            "node_modules/d": { ...optional, os: ["linux"], libc: ["musl"] },
            "node_modules/e": { ...optional, os: ["!win32"], cpu: ["arm64"] },
            "node_modules/f": { ...app, os: ["darwin"] },
        });
        assert.deepEqual(
            found.map(({ path, architectures }) => [path.slice(-1), architectures]),
            [
                ["e", ["arm64"]],
                ["f", ["amd64", "arm64"]],
            ],
        );
    });

    it("is refused with a package that nothing is known of, that is a link, or that leads out of its folder", () => {
        assert.match(
            problems({ "node_modules/app": app, "node_modules/b": { version: "1.0.0" } }).join(),
            /b\.integrity: must/,
        );
        const weak = { ...app, integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" };
        assert.match(problems({ "node_modules/app": weak }).join(), /integrity: must be sha512-/);
        for (const path of [
            "../app",
            "packages/b",
            "node_modules/../../etc",
            "node_modules/a/../b",
            "node_modules/a b",
        ]) {
            assert.notDeepEqual(problems({ "node_modules/app": app, [path]: app }), [], path);
        }
        const shell = { ...app, resolved: "https://files.example.org/a.tgz;reboot" };
        assert.match(problems({ "node_modules/app": shell }).join(), /resolved: must be/);
        const elsewhere = { ...app, bin: { app: "../../etc/passwd" } };
        assert.match(problems({ "node_modules/app": elsewhere }).join(), /bin\.app: must be a path in the package/);
    });

    it("is refused where it has another version of the program", () => {
        assert.deepEqual(problems({ "node_modules/app": app }, { version: "1.0.1" }), [
            "version: must be the version of the package in the lock",
        ]);
    });
});
