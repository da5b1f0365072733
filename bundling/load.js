// @ts-check
const { join, resolve } = require("node:path");
const { ensureBundle } = require("./bundle");

/**
 * Loads TypeScript as one file of JavaScript, which takes a fifth of the time. Where no bundle can be had (a folder that
 * nobody may write to), tsx reads the sources as they are.
 * @param {import("./bundle").Entry} entry
 */
function load(entry) {
    let path;
    try {
        path = ensureBundle(entry);
    } catch {
        // @ts-expect-error -- tsx has no types for its entry
        require("tsx/cjs");
        path = join(resolve(__dirname, ".."), entry.source);
    }
    return require(path);
}

module.exports = { load };
