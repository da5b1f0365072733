import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPlugin, packagedPlugin, pluginCache } from "../../../components/delivery/provider-plugin";
import type { PackagedPlugin } from "../../../components/delivery/provider-plugin";
import { temporaryFolder } from "../toolchain/temporary-folder";

describe("the provider of the library", () => {
    const temporary = temporaryFolder();
    const cache = () => join(temporary.path, "home/plugins");

    function packaged(content: string, version = "1.2.3"): PackagedPlugin {
        const folder = join(temporary.path, `package-${content}-${version}`);
        mkdirSync(folder);
        writeFileSync(join(folder, "plugin.json"), JSON.stringify({ version, sha256: content }));
        writeFileSync(join(folder, "main.js"), content);
        return packagedPlugin(folder) ?? assert.fail();
    }

    const installed = (version = "1.2.3") =>
        readFileSync(join(cache(), `resource-hardened-host-v${version}/main.js`), "utf8");

    it("is not packaged in the repository, so that nothing is installed there", () => {
        assert.equal(packagedPlugin(), undefined);
        assert.equal(packagedPlugin(join(temporary.path, "nothing")), undefined);
    });

    it("goes where Pulumi looks for plugins", () => {
        assert.equal(pluginCache({ PULUMI_HOME: "/elsewhere" }), "/elsewhere/plugins");
        assert.match(pluginCache({}), /\/\.pulumi\/plugins$/);
    });

    it("is installed once, and leaves nothing else behind", () => {
        const plugin = packaged("one");
        installPlugin(plugin, cache());
        writeFileSync(join(cache(), "resource-hardened-host-v1.2.3/main.js"), "touched");
        installPlugin(plugin, cache());
        assert.equal(installed(), "touched");
        assert.deepEqual(readdirSync(cache()), ["resource-hardened-host-v1.2.3"]);
    });

    it("replaces another of the same version, and stays beside other versions", () => {
        installPlugin(packaged("one"), cache());
        installPlugin(packaged("two"), cache());
        installPlugin(packaged("three", "1.3.0"), cache());
        assert.deepEqual([installed(), installed("1.3.0")], ["two", "three"]);
        assert.deepEqual(readdirSync(cache()).length, 2);
    });

    it("is made whole where an installation was cut off", () => {
        mkdirSync(join(cache(), "resource-hardened-host-v1.2.3"), { recursive: true });
        installPlugin(packaged("one"), cache());
        assert.equal(installed(), "one");
    });
});
