// @ts-check
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { npm } = require("./npm");
const { withProcessLock } = require("./process-lock");

/**
 * Makes node_modules match package-lock.json.
 * @param {import("./phases").Phases} phases
 * @param {string} root
 */
function ensureDependencies(phases, root) {
    return phases.run("npm packages", async (progress) => {
        if (isStamped(root)) return;
        /** @param {string} pid */
        const onWait = (pid) => progress.begin(`waiting for process ${pid}, which is installing them`);
        await withProcessLock(join(root, ".local/npm-packages.lock"), onWait, async () => {
            if (isStamped(root)) return;
            if (!isInstalled(root)) {
                progress.begin("installing what package-lock.json names (npm ci, no install scripts)");
                await npm(["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"], root);
            }
            writeFileSync(stampPath(root), lockHash(root));
        });
    });
}

/** @param {string} root */
const stampPath = (root) => join(root, "node_modules/.installed-lock-sha256");

/** @param {string} root */
const lockHash = (root) =>
    createHash("sha256")
        .update(readFileSync(join(root, "package-lock.json")))
        .digest("hex");

/** @param {string} root */
function isStamped(root) {
    const path = stampPath(root);
    return existsSync(path) && readFileSync(path, "utf8") === lockHash(root);
}

/**
 * True when somebody's own `npm ci` has already installed all that package-lock.json names: npm writes what it
 * installed to a hidden lock file, as its last step. Optional packages may be missing (other platforms').
 * @param {string} root
 */
function isInstalled(root) {
    const hidden = join(root, "node_modules/.package-lock.json");
    if (!existsSync(hidden)) return false;
    const wanted = packagesOf(join(root, "package-lock.json"));
    const installed = packagesOf(hidden);
    return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
        const have = installed[path];
        if (path === "") return true;
        if (have === undefined) return optional === true;
        return have.version === version && have.integrity === integrity;
    });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

module.exports = { ensureDependencies, isInstalled };
