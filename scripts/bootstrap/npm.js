// @ts-check
const { basename } = require("node:path");
const { CommandError, capture } = require("./child");
const { UserError } = require("./user-error");

/**
 * The npm that started us, under the Node that it came with: an old npm may not run under a newer Node.
 * @returns {readonly [string, ...string[]]}
 */
function npmCommand() {
    const { npm_execpath: cli, npm_node_execpath: node } = process.env;
    return cli !== undefined && basename(cli) === "npm-cli.js" ? [node ?? process.execPath, cli] : ["npm"];
}

/**
 * Runs npm quietly and returns its stdout.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {(line: string) => void} [onLine]
 */
async function npm(args, cwd, onLine) {
    const [command, ...first] = npmCommand();
    try {
        const all = [...first, ...args, "--loglevel=error"];
        return await capture(command, all, onLine === undefined ? { cwd } : { cwd, onLine });
    } catch (error) {
        if (error instanceof CommandError && error.status === null) {
            throw new UserError("npm was not found on PATH. Install it (on Debian and Ubuntu: apt-get install npm).");
        }
        throw error;
    }
}

module.exports = { npm };
