import { join } from "node:path";
import { findCacheEntry } from "../bootstrap/cache-entry";
import { cacheFolder, projectRoot } from "../bootstrap/paths";
import type { Phases, Progress } from "../bootstrap/phases";
import { findEngineOnPath } from "./engine-on-path";
import { buildEngine, builtEngineEntry } from "./engine-build";
import { downloadEngine, releaseEntry } from "./engine-release";

/**
 * Folder with `pulumi` and its Node language host to put on PATH, or undefined when both are there already. In this
 * order: an engine on PATH that is new enough, one in our cache, the official release, a build from its Go modules.
 */
export function ensureEngine(phases: Phases): Promise<string | undefined> {
    return phases.run("Pulumi engine", async (progress) => {
        if ((await findEngineOnPath()) !== undefined) return undefined;
        const cache = join(cacheFolder(), "engine");
        const release = releaseEntry(cache);
        const built = builtEngineEntry(cache, join(projectRoot, "toolchain"));
        const cached = (release && findCacheEntry(release)) ?? findCacheEntry(built);
        if (cached !== undefined) return cached;
        const downloaded = release && (await downloadEngine(release, progress));
        return downloaded ?? (await build(built, progress));
    });
}

async function build(entry: ReturnType<typeof builtEngineEntry>, progress: Progress): Promise<string> {
    return buildEngine(entry, join(projectRoot, "toolchain"), progress);
}
