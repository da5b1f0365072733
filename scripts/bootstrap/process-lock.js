// @ts-check
// A lock between processes of one computer: a file that names its holder. The lock of a process that no longer runs
// is taken over. Losing a race here costs a second build, never a broken one: what is built is renamed into place.
const { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { cleanUpOnInterruption } = require("./interruption");

const pollMilliseconds = 250;
let attempts = 0;

/**
 * When the process started, in clock ticks since boot: tells a process from a later one with the same number.
 * Empty where there is no /proc.
 * @param {number} pid
 */
function startTime(pid) {
    try {
        // The name, in brackets, may hold spaces; field 22 of proc(5) is the 20th after it.
        return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ")[19] ?? "";
    } catch {
        return "";
    }
}

/** @param {string} holder */
function isRunning(holder) {
    const [pid = "", started = ""] = holder.split(" ");
    try {
        process.kill(Number(pid), 0);
    } catch (error) {
        // EPERM: it runs, as somebody else.
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPERM") return false;
    }
    return startTime(Number(pid)) === started;
}

/** @param {string} path */
function readHolder(path) {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return undefined;
    }
}

/** @param {string} path */
function tryAcquire(path) {
    attempts += 1;
    const draft = `${path}.${process.pid}-${attempts}`;
    writeFileSync(draft, `${process.pid} ${startTime(process.pid)}`);
    try {
        // A link appears whole or not at all: nobody ever reads a lock that is half written.
        linkSync(draft, path);
        return true;
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
        return false;
    } finally {
        rmSync(draft, { force: true });
    }
}

/**
 * Takes away the lock of a dead process. By a rename, so that of two processes that see it only one succeeds.
 * @param {string} path
 */
function removeStale(path) {
    const aside = `${path}.${process.pid}-stale`;
    try {
        renameSync(path, aside);
    } catch {
        return;
    }
    const holder = readHolder(aside);
    if (holder !== undefined && isRunning(holder)) {
        // Another process was faster, and this is its new lock: give it back.
        try {
            linkSync(aside, path);
        } catch {
            // A third one holds it by now.
        }
    }
    rmSync(aside, { force: true });
}

/**
 * Runs `work` while this process alone holds the lock `path`.
 * @template Result
 * @param {string} path
 * @param {(holderPid: string) => void} onWait called once, when another process holds it
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withProcessLock(path, onWait, work) {
    mkdirSync(dirname(path), { recursive: true });
    let waiting = false;
    while (!tryAcquire(path)) {
        const holder = readHolder(path);
        if (holder === undefined) continue;
        if (!isRunning(holder)) {
            removeStale(path);
            continue;
        }
        if (!waiting) onWait(holder.split(" ")[0] ?? "");
        waiting = true;
        await sleep(pollMilliseconds);
    }
    const release = () => rmSync(path, { force: true });
    const forget = cleanUpOnInterruption(release);
    try {
        return await work();
    } finally {
        forget();
        release();
    }
}

module.exports = { withProcessLock };
