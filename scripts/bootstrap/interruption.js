// @ts-check
// What happens on Ctrl-C, on SIGTERM and when the terminal goes away: running builds are killed, what they left is
// removed, and the process ends as a shell expects it to. Work that must not be cut off (a package manager) is
// waited for; a program in the foreground is told, and decides by itself.
const { constants } = require("node:os");

/** @typedef {"SIGINT" | "SIGTERM" | "SIGHUP"} Interruption */
/** @type {readonly Interruption[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** @type {Set<number>} */
const killableGroups = new Set();
/** @type {Set<() => void>} */
const cleanups = new Set();
/** @type {Set<(signal: Interruption) => void>} */
const relays = new Set();
let shields = 0;
/** @type {Interruption | undefined} */
let postponed;
let listening = false;

/**
 * From now on signals are ours to handle. To be called before a child is started: it may be running for a while before
 * the next line of ours is.
 */
function listen() {
    if (listening) return;
    listening = true;
    for (const signal of signals) process.on(signal, () => interrupt(signal));
}

/** @param {Interruption} signal */
function interrupt(signal) {
    if (relays.size > 0) {
        for (const relay of relays) relay(signal);
    } else if (shields > 0) {
        if (postponed === undefined) process.stderr.write("\nStopping as soon as the package manager is done ...\n");
        postponed = signal;
    } else {
        stop(signal);
    }
}

/** @param {Interruption} signal */
function stop(signal) {
    for (const group of killableGroups) killGroup(group);
    // Newest first: what was made last may lie inside what was made before.
    for (const cleanup of [...cleanups].reverse()) cleanup();
    process.stderr.write("\nInterrupted; run the same command again to go on.\n");
    process.exit(128 + constants.signals[signal]);
}

/** @param {number} group */
function killGroup(group) {
    try {
        process.kill(-group, "SIGKILL");
    } catch {
        // It has ended by itself.
    }
}

/**
 * @template Item
 * @param {Set<Item>} set
 * @param {Item} item
 * @returns {() => void} takes it out again
 */
function register(set, item) {
    listen();
    set.add(item);
    return () => void set.delete(item);
}

/**
 * Runs `cleanup`, which must be synchronous, if the process is interrupted before the returned function is called.
 * @param {() => void} cleanup
 */
const cleanUpOnInterruption = (cleanup) => register(cleanups, cleanup);

/**
 * Kills a process group (a child started with `detached`) if the process is interrupted.
 * @param {number} group
 */
const killOnInterruption = (group) => register(killableGroups, group);

/**
 * Hands signals to a program in the foreground instead of stopping.
 * @param {(signal: Interruption) => void} relay
 */
const relayInterruptions = (relay) => register(relays, relay);

/**
 * Puts an interruption off until `work` is done.
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withoutInterruption(work) {
    listen();
    shields += 1;
    try {
        return await work();
    } finally {
        shields -= 1;
        if (shields === 0 && postponed !== undefined) stop(postponed);
    }
}

module.exports = { listen, cleanUpOnInterruption, killOnInterruption, relayInterruptions, withoutInterruption };
