import { chmod, lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { runProgram } from "./run-program";

/**
 * Where an image is put together. The user ids of apt and of a user namespace must be able to enter and write, which
 * rules out the cache folder; and it takes 2 GB, which rules out a /tmp in memory.
 */
const scratchParent = "/var/tmp";

function prefixOf(imageFolder: string): string {
    return `hardened-host-${basename(imageFolder)}-`;
}

export async function makeScratch(imageFolder: string): Promise<string> {
    const scratch = await mkdtemp(join(scratchParent, prefixOf(imageFolder)));
    await chmod(scratch, 0o1777);
    return scratch;
}

/** Also what belongs to the user ids of a namespace; never across the border of a file system mounted inside. */
export async function removeScratch(scratch: string): Promise<void> {
    if (process.getuid?.() !== 0) {
        const script = 'find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf --one-file-system {} +';
        await runProgram("mmdebstrap", ["--unshare-helper", "sh", "-c", script, "sh", scratch]).catch(() => {});
    }
    await runProgram("rm", ["-rf", "--one-file-system", scratch]);
}

/** Removes what killed builders of this image left. Only for the one that holds the image's lock. */
export async function removeLeftovers(imageFolder: string): Promise<void> {
    const parent = join(imageFolder, "..");
    for (const name of await readdir(parent)) {
        if (name.startsWith(`${basename(imageFolder)}.partial-`)) await rm(join(parent, name), { recursive: true });
    }
    for (const name of await readdir(scratchParent)) {
        const scratch = join(scratchParent, name);
        if (name.startsWith(prefixOf(imageFolder)) && (await isOwnFolder(scratch))) await removeScratch(scratch);
    }
}

/** Anybody may make a folder of any name there. */
async function isOwnFolder(path: string): Promise<boolean> {
    const status = await lstat(path).catch(() => undefined);
    return status?.isDirectory() === true && status.uid === process.getuid?.();
}
