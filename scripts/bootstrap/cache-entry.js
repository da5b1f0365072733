// @ts-check
const {
    closeSync,
    fsyncSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readdirSync,
    renameSync,
    rmSync,
    statSync,
} = require("node:fs");
const { dirname, join } = require("node:path");
const { cleanUpOnInterruption } = require("./interruption");
const { withProcessLock } = require("./process-lock");

/**
 * @typedef {object} CacheEntry
 * @property {string} folder where entries of this kind live
 * @property {string} name changes whenever a pin changes
 * @property {readonly string[]} files what a complete entry holds, relative to it
 */

/** @param {string} path */
function remove(path) {
    // A killed build may still be writing for a moment.
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * @param {string} path
 * @param {readonly string[]} files
 */
function holds(path, files) {
    return files.every((file) => (statSync(join(path, file), { throwIfNoEntry: false })?.size ?? 0) > 0);
}

/**
 * Path of a complete entry, or undefined.
 * @param {CacheEntry} entry
 * @returns {string | undefined}
 */
function findCacheEntry({ folder, name, files }) {
    const path = join(folder, name);
    return holds(path, files) ? path : undefined;
}

/**
 * Path of the entry. When it is not there, `make` fills an empty folder, which is then renamed into place: an entry
 * is complete or absent, whatever happens meanwhile. Two processes that want the same entry make it once.
 * @param {CacheEntry} entry
 * @param {(holderPid: string) => void} onWait another process is making it
 * @param {(temporaryFolder: string) => Promise<void>} make
 * @returns {Promise<string>}
 */
async function ensureCacheEntry(entry, onWait, make) {
    const found = findCacheEntry(entry);
    if (found !== undefined) return found;
    const path = join(entry.folder, entry.name);
    mkdirSync(entry.folder, { recursive: true, mode: 0o700 });
    return withProcessLock(`${path}.lock`, onWait, async () => {
        const madeByAnother = findCacheEntry(entry);
        if (madeByAnother !== undefined) return madeByAnother;
        removeAbandoned(path);
        await makeAndPublish(path, entry.files, make);
        return path;
    });
}

/**
 * Folders left by a process that had no chance to clean up; the lock says that nobody is using them.
 * @param {string} path
 */
function removeAbandoned(path) {
    const folder = dirname(path);
    for (const name of readdirSync(folder)) {
        if (join(folder, name).startsWith(`${path}.partial-`)) remove(join(folder, name));
    }
}

/**
 * @param {string} path
 * @param {readonly string[]} files
 * @param {(temporaryFolder: string) => Promise<void>} make
 */
async function makeAndPublish(path, files, make) {
    const temporary = mkdtempSync(`${path}.partial-`);
    const forget = cleanUpOnInterruption(() => remove(temporary));
    try {
        await make(temporary);
        if (!holds(temporary, files)) throw new Error(`${path}: made without ${files.join(" or ")}`);
        // After a power loss a renamed file may be empty unless its content was on the disk before.
        for (const file of files) flush(join(temporary, file));
        remove(path);
        renameSync(temporary, path);
    } finally {
        remove(temporary);
        forget();
    }
}

/** @param {string} path */
function flush(path) {
    const descriptor = openSync(path, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
}

module.exports = { findCacheEntry, ensureCacheEntry };
