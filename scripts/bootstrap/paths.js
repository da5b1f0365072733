// @ts-check
// Plain JavaScript for Node 18 and later, like all of scripts/bootstrap: it runs before anything is installed.
const { homedir } = require("node:os");
const { isAbsolute, join, resolve } = require("node:path");

/** Folder of the clone. */
const projectRoot = resolve(__dirname, "../..");

/**
 * A folder of the XDG base directory specification; a relative value counts as unset, as it asks.
 * @param {string} variable
 * @param {string} fallback below the home folder
 */
function xdgFolder(variable, fallback) {
    const value = process.env[variable];
    const base = value !== undefined && isAbsolute(value) ? value : join(homedir(), fallback);
    return join(base, "hardened-host");
}

/** What was built or downloaded; shared by every clone, safe to delete. */
const cacheFolder = () => xdgFolder("XDG_CACHE_HOME", ".cache");

/** What cannot be had again: stack states, the passphrase, login keys. */
const stateFolder = () => xdgFolder("XDG_STATE_HOME", ".local/state");

module.exports = { projectRoot, cacheFolder, stateFolder };
