// @ts-check
const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { createInterface } = require("node:readline");
const { killOnInterruption, relayInterruptions } = require("./interruption");

const keptLines = 30;
const duplicateSignalMilliseconds = 1000;

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
 * Runs a program in the foreground, on our terminal if there is one, and returns its exit status as a shell would.
 * Each interruption reaches it once. On a terminal Ctrl-C goes to the whole foreground group, so there is nothing to
 * hand on; elsewhere it gets a group of its own and what we receive, because Pulumi takes a second SIGINT as an order
 * to abandon what it is doing.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
function runInForeground(command, args, { cwd, env = process.env } = {}) {
    const onTerminal = process.stdin.isTTY === true;
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd, env, stdio: "inherit", detached: !onTerminal });
        let lastSignal = Number.NEGATIVE_INFINITY;
        const forget = relayInterruptions((signal) => {
            if (onTerminal && signal === "SIGINT") return;
            if (performance.now() - lastSignal < duplicateSignalMilliseconds) return;
            lastSignal = performance.now();
            child.kill(signal);
        });
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
