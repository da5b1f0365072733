import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { digestOfTree, treeOf } from "./tree";
import { cacheFolder } from "./user-folders";

/** The newest so many are kept, for deliveries that are still to come. */
const keptCount = 20;

function folderOfBuilds(): string {
    return join(cacheFolder(), "builds");
}

/** Where the build with a digest lies on this computer, once {@link keepBuild} has kept it. */
export function keptBuild(sha256: string): string {
    return join(folderOfBuilds(), sha256);
}

/**
 * Puts a copy of a folder where a delivery takes it from, so that what is sent is what was looked at, whatever becomes of
 * the folder meanwhile.
 *
 * @returns its digest
 * @throws Error that says what in it cannot be delivered.
 */
export function keepBuild(folder: string): string {
    treeOf(folder);
    mkdirSync(folderOfBuilds(), { recursive: true, mode: 0o700 });
    const draft = mkdtempSync(join(folderOfBuilds(), ".draft-"));
    try {
        const copy = join(draft, "copy");
        cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
        const sha256 = digestOfTree(copy, treeOf(copy));
        const kept = keptBuild(sha256);
        // What is there has that very digest: it needs no second copy.
        if (readdirSync(folderOfBuilds()).includes(sha256)) utimesSync(kept, new Date(), new Date());
        else renameSync(copy, kept);
        removeOldest();
        return sha256;
    } finally {
        rmSync(draft, { recursive: true, force: true });
    }
}

function removeOldest(): void {
    const folders = readdirSync(folderOfBuilds()).filter((name) => /^[0-9a-f]{64}$/.test(name));
    const byAge = folders
        .map((name) => ({ path: keptBuild(name), time: statSync(keptBuild(name)).mtimeMs }))
        .sort((a, b) => b.time - a.time);
    for (const { path } of byAge.slice(keptCount)) rmSync(path, { recursive: true, force: true });
}
