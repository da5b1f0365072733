import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCacheEntry } from "../bootstrap/cache-entry";
import { capture } from "../bootstrap/child";
import { cacheFolder, projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";

/** Finds its library beside itself: the folder it is made in is renamed afterwards. */
const launcher = `#!/bin/sh
PYTHONPATH="$(dirname -- "$0")/../library" exec python3 -m ssh_audit "$@"
`;

/** Folder with a pinned `ssh-audit` to put on PATH. */
export function ensureSshAudit(phases: Phases): Promise<string> {
    return phases.run("ssh-audit", async (progress) => {
        const requirements = join(projectRoot, "toolchain/ssh-audit/requirements.txt");
        const pin = createHash("sha256").update(readFileSync(requirements)).update(launcher).digest("hex");
        const entry = {
            folder: join(cacheFolder(), "ssh-audit"),
            name: pin.slice(0, 16),
            files: ["bin/ssh-audit", "library/ssh_audit/ssh_audit.py"],
        };
        const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is installing it`);
        const path = await ensureCacheEntry(entry, onWait, async (temporary) => {
            progress.begin("installing the pinned version into the cache");
            await install(requirements, temporary);
        });
        return join(path, "bin");
    });
}

async function install(requirements: string, folder: string): Promise<void> {
    const environment = join(folder, "environment");
    await capture("python3", ["-m", "venv", environment]);
    const options = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile", "--target"];
    const pip = ["-m", "pip", "install", ...options, join(folder, "library"), "--requirement", requirements];
    await capture(join(environment, "bin/python"), pip);
    // It brought pip, and scripts that name this folder.
    rmSync(environment, { recursive: true });
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/ssh-audit"), launcher);
    chmodSync(join(folder, "bin/ssh-audit"), 0o755);
}
