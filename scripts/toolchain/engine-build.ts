import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CacheEntry, ensureCacheEntry } from "../bootstrap/cache-entry";
import type { Progress } from "../bootstrap/phases";
import { languageHost } from "./engine-on-path";
import { engineVersion } from "./engine-release";
import { ensureGo } from "./go";
import { buildFlags, buildGoProgram, type GoProgram, stripped } from "./go-build";

interface Program extends GoProgram {
    /** Folder below toolchain/ whose go.mod and go.sum pin it. */
    readonly module: string;
}

const versionSymbol = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const programs: readonly Program[] = [
    {
        file: "pulumi",
        module: "cli",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        linkerFlags: `${stripped} -X ${versionSymbol}=v${engineVersion}`,
    },
    {
        file: languageHost,
        module: "language-host",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        // The last version of the module that still holds the host.
        linkerFlags: `${stripped} -X ${versionSymbol}=v3.68.0`,
    },
];

/** The cache entry of the engine that `toolchain` (the folder with the Go modules) pins. */
export function builtEngineEntry(cache: string, toolchain: string): CacheEntry {
    const hash = createHash("sha256").update(JSON.stringify([programs, buildFlags, process.platform, process.arch]));
    for (const { module } of programs) {
        for (const file of readdirSync(join(toolchain, module)).sort()) {
            hash.update(`${module}/${file}\0`).update(readFileSync(join(toolchain, module, file)));
        }
    }
    const name = `built-${engineVersion}-${hash.digest("hex").slice(0, 16)}`;
    return { folder: cache, name, files: programs.map(({ file }) => file) };
}

/** Builds the engine from its Go modules into the cache. */
export async function buildEngine(entry: CacheEntry, toolchain: string, progress: Progress): Promise<string> {
    const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is building it`);
    return ensureCacheEntry(entry, onWait, async (temporary) => {
        const go = await ensureGo(join(toolchain, "cli/go.mod"), progress);
        progress.begin(
            `building Pulumi ${engineVersion} from its Go modules: 1,900 packages, 4 to 10 minutes on 2 cores and up ` +
                "to 2 GB of memory; once, the result is kept",
        );
        for (const program of programs)
            await buildGoProgram(program, go, join(toolchain, program.module), temporary, progress);
    });
}
