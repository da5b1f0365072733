// @ts-check
const { createHash } = require("node:crypto");
const {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
} = require("node:fs");
const { join, resolve } = require("node:path");

const repository = resolve(__dirname, "..");

/** Folders whose every change makes another bundle. */
const sources = ["bundling", "components", "provider", "stacks"];

const keptForMs = 24 * 60 * 60 * 1000;

/**
 * @typedef {object} Entry
 * @property {string} name of the bundle
 * @property {string} source TypeScript that it begins with, relative to the repository
 * @property {readonly string[]} external packages that are not taken in, as esbuild takes them
 */

/**
 * How esbuild joins an entry and all that it imports in one file.
 * @param {Entry} entry
 * @param {string} outfile
 * @returns {import("esbuild").BuildOptions}
 */
function bundleOptions({ source, external }, outfile, root = repository) {
    return {
        absWorkingDir: root,
        entryPoints: [source],
        outfile,
        external: [...external],
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node22",
        legalComments: "none",
        logLevel: "silent",
    };
}

/**
 * Path of an entry's bundle, made when its sources have changed since the last one.
 * @param {Entry} entry
 * @returns {string}
 */
function ensureBundle(entry, root = repository) {
    const folder = join(root, ".local/bundles");
    const path = join(folder, `${entry.name}-${sourceHash(entry, root)}.js`);
    if (existsSync(path)) return path;
    mkdirSync(folder, { recursive: true });
    const draft = mkdtempSync(join(folder, ".draft-"));
    try {
        const { buildSync } = require("esbuild");
        const define = { __dirname: JSON.stringify(join(root, entry.source, "..")) };
        buildSync({ ...bundleOptions(entry, join(draft, "bundle.js"), root), define });
        // Another process may have made the same: either is as good.
        renameSync(join(draft, "bundle.js"), path);
    } finally {
        rmSync(draft, { recursive: true, force: true });
    }
    removeOld(folder, entry.name);
    return path;
}

/**
 * By content: times of files say nothing after a checkout.
 * @param {Entry} entry
 * @param {string} root
 */
function sourceHash(entry, root) {
    const hash = createHash("sha256").update(JSON.stringify([root, entry]));
    const files = sources.flatMap((folder) => filesBelow(root, folder));
    for (const file of [...files.sort(), "package.json", "package-lock.json"]) {
        hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
    }
    return hash.digest("hex").slice(0, 32);
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} what is code below it
 */
function filesBelow(root, folder) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    return names.filter((name) => /\.(ts|js|json)$/.test(name)).map((name) => join(folder, name));
}

/**
 * A process that is just starting may still want an earlier one.
 * @param {string} folder
 * @param {string} name
 */
function removeOld(folder, name) {
    for (const file of readdirSync(folder)) {
        const path = join(folder, file);
        const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
        if (file.startsWith(`${name}-`) && Date.now() - modified > keptForMs) rmSync(path, { force: true });
    }
}

module.exports = { bundleOptions, ensureBundle };
