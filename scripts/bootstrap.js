// @ts-check
// What every npm script runs: `node scripts/bootstrap.js <command> [arguments]`. Plain JavaScript for Node 18 and
// later, built-in modules only, so that it works straight after a clone. It sees to Node and the npm packages, then
// hands over to the TypeScript beside it.
const { dirname } = require("node:path");
const { runInForeground } = require("./bootstrap/child");
const { ensureDependencies } = require("./bootstrap/dependencies");
const { ensureNode } = require("./bootstrap/node");
const { projectRoot } = require("./bootstrap/paths");
const { Phases } = require("./bootstrap/phases");
const { describeError } = require("./bootstrap/user-error");

/** These promise a closing line with counts, which must not be missing when they cannot even start. */
const countingCommands = ["test", "test:vm", "test:library", "test:full", "check", "accept"];

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit status
 */
async function bootstrap(command, args) {
    const { HARDENED_HOST_EARLIER_PHASES: earlier = "[]", ...environment } = process.env;
    // Not for the programs that we start: a test may run this very file.
    delete process.env.HARDENED_HOST_EARLIER_PHASES;
    const phases = new Phases(process.stderr, JSON.parse(earlier));
    // When there are earlier phases, the right Node is what they were about.
    const node = phases.times.length > 0 ? process.execPath : await ensureNode(phases);
    if (node !== process.execPath) {
        return runInForeground(node, [__filename, command, ...args], {
            env: {
                ...environment,
                PATH: `${dirname(node)}:${environment.PATH ?? ""}`,
                // What was done before the change to another Node.
                HARDENED_HOST_EARLIER_PHASES: JSON.stringify(phases.times),
            },
        });
    }
    process.chdir(projectRoot);
    await ensureDependencies(phases, projectRoot);
    // @ts-expect-error -- tsx has no types for its entry
    require("tsx/cjs");
    return require("./main").main(command, args, phases);
}

const [command = "help", ...args] = process.argv.slice(2);
bootstrap(command, args).then(
    (status) => (process.exitCode = status),
    (error) => {
        process.stderr.write(`${describeError(error)}\n`);
        if (countingCommands.includes(command)) process.stdout.write("0 passed, 1 failed\n");
        process.exitCode = 1;
    },
);
