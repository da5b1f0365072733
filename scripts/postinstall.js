// @ts-check
// Run by npm in a program that uses the library: puts the provider where Pulumi looks for it, so that `destroy` and
// `refresh`, which run no program, find it on a new computer too. In the repository there is nothing to install.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const library = join(__dirname, "../dist/components/delivery/provider-plugin.js");
if (existsSync(library)) {
    const { installPlugin, packagedPlugin, pluginCache } = require(library);
    const plugin = packagedPlugin();
    try {
        if (plugin !== undefined) installPlugin(plugin, pluginCache(process.env));
    } catch (error) {
        // The program does it again when it runs, and then says what is wrong.
        process.stderr.write(`hardened-host: the provider is not installed yet: ${error}\n`);
    }
}
