import { build as bundle } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { bundleOptions } from "../../bundling/bundle";
import { provider } from "../../bundling/entries";
import { version } from "../../package.json";
import { capture } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { thirdPartyLicenses } from "./third-party-licenses";

/** `npm run build`: what the npm package holds, in dist/. Part of `npm pack`. */
export async function build(_args: readonly string[], phases: Phases): Promise<number> {
    await phases.run("library", () => buildLibrary(join(projectRoot, "dist")));
    return 0;
}

/** Compiles the components, and puts the plugin beside them. */
async function buildLibrary(folder: string): Promise<void> {
    rmSync(folder, { recursive: true, force: true });
    const options = ["--project", "tsconfig.library.json", "--outDir", folder];
    await capture("node_modules/.bin/tsc", options, { cwd: projectRoot });
    await buildPlugin(join(folder, "plugin"));
}

/** The provider as Pulumi installs plugins: an executable by the name that it looks for, and all that it needs. */
async function buildPlugin(folder: string): Promise<void> {
    const source = join(projectRoot, "provider");
    mkdirSync(folder, { recursive: true });
    // Shell scripts and unit files, at the places where they are looked for.
    cpSync(source, folder, { recursive: true, filter: (path) => !/\.(ts|js)$/.test(path) });
    const { metafile } = await bundle({ ...bundleOptions(provider, join(folder, "main.js")), metafile: true });
    writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), thirdPartyLicenses(metafile, projectRoot));
    const sha256 = hashOf(folder);
    writeFileSync(join(folder, "plugin.json"), `${JSON.stringify({ version, sha256 })}\n`);
}

function hashOf(folder: string): string {
    const hash = createHash("sha256");
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).sort()) {
        hash.update(`\0${relative(folder, path)}\0`).update(readFileSync(path));
    }
    return hash.digest("hex");
}
