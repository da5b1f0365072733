import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack, type Pack } from "tar-stream";
import { keptBuild } from "../../components/builds/kept-builds";
import { digestOfTree, treeOf, type TreeEntry } from "../../components/builds/tree";
import { uploadedBuild } from "../../components/host/program-install-build";
import { OperationError, type OperationContext } from "../resource";
import type { HostSession } from "./session";

/** Builds by the folder that the host makes of them. */
export type Builds = Readonly<Record<string, { readonly sha256: string }>>;

/** Sends what the host has not, before it is changed. What is not used after all is removed with the next. */
export async function sendBuilds(builds: Builds, session: HostSession, context: OperationContext): Promise<void> {
    const wanted = Object.entries(builds);
    if (wanted.length === 0) return;
    const missing = new Set<string>();
    const question = wanted.map(
        ([folder, { sha256 }]) => `[ -d '${folder}' ] || [ -e ${uploadedBuild(sha256)} ] || echo ${sha256}\n`,
    );
    await session.runPayload(new Map([["run", question.join("")]]), (line) => missing.add(line));
    for (const sha256 of missing) await sendBuild(sha256, session, context);
}

async function sendBuild(sha256: string, session: HostSession, context: OperationContext): Promise<void> {
    const folder = keptBuild(sha256);
    const entries = existsSync(folder) ? treeOf(folder) : [];
    if (digestOfTree(folder, entries) !== sha256) {
        throw new OperationError(
            `the build ${sha256} is not on this computer any more (${folder}), and nothing on the host was changed. ` +
                "Run `pulumi up` again: it builds it anew",
        );
    }
    const mib = entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.sizeBytes : 0), 0) / 1024 ** 2;
    context.log.progress(`sending a build of ${mib.toFixed(1)} MiB, ${entries.length} files and folders`);
    const archive = pack();
    // The stream must be read while it is written.
    const filled = fill(archive, folder, entries).catch((error: unknown) => {
        archive.destroy(error instanceof Error ? error : new Error(String(error)));
    });
    const { status, stderr } = await session.send(
        receiveScript(sha256),
        pipeline(archive, createGzip(), () => {}),
    );
    archive.destroy();
    await filled;
    if (status !== 0) {
        throw new OperationError(
            `the build ${sha256} could not be sent: ${stderr || `its receiver ended with status ${status}`}; nothing else on the ` +
                "host was changed. Mend the cause and run `pulumi up` again",
        );
    }
}

/** Times and owners are left out: a host makes its own of them. */
async function fill(archive: Pack, folder: string, entries: readonly TreeEntry[]): Promise<void> {
    const mtime = new Date(0);
    for (const entry of entries) {
        const name = entry.path;
        if (entry.kind === "folder") archive.entry({ name, type: "directory", mode: 0o755, mtime });
        else if (entry.kind === "link") archive.entry({ name, type: "symlink", linkname: entry.target, mtime });
        else {
            const mode = entry.isProgram ? 0o755 : 0o644;
            const file = archive.entry({ name, mode, size: entry.sizeBytes, mtime });
            createReadStream(join(folder, name)).pipe(file);
            await finished(file, { readable: false });
        }
    }
    archive.finalize();
}

/** Whole or not at all; what an earlier delivery has left is gone after a day. */
function receiveScript(sha256: string): string {
    const target = uploadedBuild(sha256);
    const folder = target.slice(0, target.lastIndexOf("/"));
    return [
        "set -eu; umask 077",
        `mkdir -p -m 0700 ${folder}`,
        `find ${folder} -type f -mtime +0 -delete`,
        `new=$(mktemp ${folder}/.new-XXXXXX)`,
        `trap 'rm -f "$new"' EXIT`,
        'gzip -dc >"$new"',
        'sync -f "$new"',
        `mv "$new" ${target}`,
    ].join("\n");
}
