import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CacheEntry, ensureCacheEntry } from "../bootstrap/cache-entry";
import { capture } from "../bootstrap/child";
import type { Progress } from "../bootstrap/phases";
import { languageHost } from "./engine-on-path";
import { engineVersion } from "./engine-release";
import { ensureGo, type Go } from "./go";

interface Program {
    readonly file: string;
    /** Folder below toolchain/ whose go.mod and go.sum pin it. */
    readonly module: string;
    readonly package: string;
    readonly linkerFlags: string;
}

const versionSymbol = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
/** No symbol tables: they are half of the size and nobody debugs the engine here. */
const stripped = "-s -w";
const buildFlags = ["-buildvcs=false", "-trimpath"];
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
            await buildProgram(program, go, join(toolchain, program.module), temporary, progress);
    });
}

async function buildProgram(
    { file, package: packagePath, linkerFlags }: Program,
    go: Go,
    moduleFolder: string,
    folder: string,
    progress: Progress,
): Promise<void> {
    // Inside the folder that an interruption removes: a killed go leaves its work behind.
    const work = join(folder, "work");
    mkdirSync(work, { recursive: true });
    let compiled = 0;
    await capture(
        go.path,
        ["build", "-v", ...buildFlags, "-ldflags", linkerFlags, "-o", join(folder, file), packagePath],
        {
            cwd: moduleFolder,
            // Without cgo no C compiler is needed, and the program runs whatever the C library.
            env: { ...process.env, ...go.environment, CGO_ENABLED: "0", GOTMPDIR: work },
            onLine: (line) => {
                if (!line.startsWith("go: ")) compiled += 1;
                progress.detail(line.startsWith("go: ") ? line.slice(4) : `${file}: ${compiled} packages compiled`);
            },
        },
    );
    rmSync(work, { recursive: true });
}
