import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";

/** The provider as it is in the npm package: everything that its process needs but Node. */
export interface PackagedPlugin {
    readonly folder: string;
    readonly version: string;
}

/** What the package says of the plugin in it. */
const manifestFile = "plugin.json";
const manifest = z.object({ version: z.string(), sha256: z.string() });

/** The plugin beside this code, or `undefined` in the repository, whose Pulumi.yaml names the provider. */
export function packagedPlugin(folder = resolve(__dirname, "../../plugin")): PackagedPlugin | undefined {
    if (!existsSync(join(folder, manifestFile))) return undefined;
    return { folder, version: readManifest(folder).version };
}

/** Where Pulumi keeps plugins. */
export function pluginCache(environment: NodeJS.ProcessEnv): string {
    return join(environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "plugins");
}

/**
 * Puts the plugin where the engine looks for one of its version, as `pulumi plugin install` would: whole or not at all,
 * whoever else is doing the same. What is there already is left alone.
 */
export function installPlugin({ folder, version }: PackagedPlugin, cache: string): void {
    const target = join(cache, `resource-hardened-host-v${version}`);
    const { sha256 } = readManifest(folder);
    if (holds(target, sha256)) return;
    mkdirSync(cache, { recursive: true });
    // Beside the target, for a rename; by a name that the engine takes for no plugin.
    const draft = mkdtempSync(join(cache, ".hardened-host-"));
    try {
        cpSync(folder, join(draft, "new"), { recursive: true });
        if (existsSync(target)) renameSync(target, join(draft, "old"));
        renameSync(join(draft, "new"), target);
    } catch (error) {
        if (!holds(target, sha256)) throw error;
    } finally {
        rmSync(draft, { recursive: true, force: true });
    }
}

function holds(folder: string, sha256: string): boolean {
    return existsSync(join(folder, manifestFile)) && readManifest(folder).sha256 === sha256;
}

function readManifest(folder: string): z.output<typeof manifest> {
    return manifest.parse(JSON.parse(readFileSync(join(folder, manifestFile), "utf8")));
}
