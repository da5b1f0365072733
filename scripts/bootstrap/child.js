// @ts-check
const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { createInterface } = require("node:readline");
const { killOnInterruption, listen, relayInterruptions } = require("./interruption");

const keptLines = 30;
const echoMilliseconds = 1000;

/** A program that was run ended badly. */
class CommandError extends Error {
    /**
     * @param {string} command
     * @param {number | null} status null when it was killed or could not be started
     * @param {string} output its last lines
     */
    constructor(command, status, output) {
        super(`${command} ended with ${status === null ? "no exit status" : `exit status ${status}`}:\n${output}`);
        this.name = "CommandError";
        this.status = status;
    }
}

/**
 * @typedef {object} CaptureOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] called for each line of stdout and stderr
 */

/**
 * Runs a program without a terminal and returns its stdout. It and all it starts are killed on an interruption.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CaptureOptions} [options]
 * @returns {Promise<string>}
 */
function capture(command, args, { cwd, env = process.env, onLine } = {}) {
    return new Promise((resolve, reject) => {
        listen();
        const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
        const forget = child.pid === undefined ? () => {} : killOnInterruption(child.pid);
        /** @type {string[]} */
        const lastLines = [];
        let stdout = "";
        child.stdout.on("data", (chunk) => (stdout += String(chunk)));
        for (const stream of [child.stdout, child.stderr]) {
            createInterface({ input: stream }).on("line", (line) => {
                lastLines.push(line);
                if (lastLines.length > keptLines) lastLines.shift();
                onLine?.(line);
            });
        }
        child.on("error", (error) => {
            forget();
            reject(new CommandError(command, null, error.message));
        });
        child.on("close", (status) => {
            forget();
            if (status === 0) resolve(stdout);
            else reject(new CommandError([command, ...args].join(" "), status, lastLines.join("\n")));
        });
    });
}

/**
 * Hands signals on to a child of our process group so that each reaches it once: Pulumi takes a second SIGINT as an
 * order to abandon what it is doing. On a terminal Ctrl-C goes to the whole group, so the child has it already.
 * Elsewhere a signal that we get twice at once was sent to the group too, for npm has handed it on to us as well.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {(signal: NodeJS.Signals) => void}
 */
function relayTo(child) {
    /** @type {NodeJS.Timeout | undefined} */
    let waiting;
    return (signal) => {
        if (process.stdin.isTTY && signal === "SIGINT") return;
        if (waiting === undefined) {
            waiting = setTimeout(() => {
                waiting = undefined;
                child.kill(signal);
            }, echoMilliseconds);
        } else {
            clearTimeout(waiting);
            waiting = setTimeout(() => (waiting = undefined), echoMilliseconds);
        }
    };
}

/**
 * Runs a program in the foreground, on our terminal if there is one, and returns its exit status as a shell would.
 * It stays in our process group: whoever kills the group, kills it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: number | "inherit" }} [options] output: an open file that
 *     takes what it prints
 * @returns {Promise<number>}
 */
function runInForeground(command, args, { cwd, env = process.env, output = "inherit" } = {}) {
    return new Promise((resolve, reject) => {
        listen();
        const child = spawn(command, args, { cwd, env, stdio: ["inherit", output, output] });
        const forget = relayInterruptions(relayTo(child));
        child.on("error", (error) => {
            forget();
            reject(new CommandError(command, null, error.message));
        });
        child.on("close", (status, signal) => {
            forget();
            resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
        });
    });
}

module.exports = { CommandError, capture, runInForeground };
