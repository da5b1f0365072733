import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCacheEntry } from "../bootstrap/cache-entry";
import { cacheFolder, projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { ensureGo } from "./go";
import { buildFlags, buildGoProgram, type GoProgram } from "./go-build";

/** A server for tests that no distribution has, or none a recent one of: built once from its Go modules. */
export interface GoServer extends GoProgram {
    /** What it is, as a person is told: `S3 server`. */
    readonly title: string;
    /** Folder below toolchain/ that pins it, and of the cache where it is kept. */
    readonly folder: string;
    /** How long it is built on two cores: `2 minutes`. */
    readonly takes: string;
}

/** @returns the folder that the program is in. */
export function ensureGoServer(server: GoServer, phases: Phases): Promise<string> {
    const { title, folder, takes, ...program } = server;
    return phases.run(title, async (progress) => {
        const modules = join(projectRoot, "toolchain", folder);
        const pin = createHash("sha256").update(JSON.stringify([program, buildFlags, process.platform, process.arch]));
        for (const file of readdirSync(modules).sort())
            pin.update(`${file}\0`).update(readFileSync(join(modules, file)));
        const entry = {
            folder: join(cacheFolder(), folder),
            name: pin.digest("hex").slice(0, 16),
            files: [program.file],
        };
        const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is building it`);
        return ensureCacheEntry(entry, onWait, async (temporary) => {
            const go = await ensureGo(join(modules, "go.mod"), progress);
            progress.begin(
                `building ${program.file} from its Go modules: ${takes} on 2 cores; once, the result is kept`,
            );
            await buildGoProgram(program, go, modules, temporary, progress);
        });
    });
}
