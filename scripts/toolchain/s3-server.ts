import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCacheEntry } from "../bootstrap/cache-entry";
import { cacheFolder, projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { ensureGo } from "./go";
import { buildFlags, buildGoProgram, stripped } from "./go-build";

const program = { file: "versitygw", package: "github.com/versity/versitygw/cmd/versitygw", linkerFlags: stripped };

/** Folder with a pinned S3 server, which tests of backups use: versions, object lock, policies, in one program. */
export function ensureS3Server(phases: Phases): Promise<string> {
    return phases.run("S3 server", async (progress) => {
        const modules = join(projectRoot, "toolchain/s3-server");
        const pin = createHash("sha256").update(JSON.stringify([program, buildFlags, process.platform, process.arch]));
        for (const file of readdirSync(modules).sort())
            pin.update(`${file}\0`).update(readFileSync(join(modules, file)));
        const entry = {
            folder: join(cacheFolder(), "s3-server"),
            name: pin.digest("hex").slice(0, 16),
            files: [program.file],
        };
        const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is building it`);
        return ensureCacheEntry(entry, onWait, async (temporary) => {
            const go = await ensureGo(join(modules, "go.mod"), progress);
            progress.begin("building versitygw from its Go modules: 2 minutes on 2 cores; once, the result is kept");
            await buildGoProgram(program, go, modules, temporary, progress);
        });
    });
}
