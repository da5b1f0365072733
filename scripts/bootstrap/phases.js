// @ts-check
// Says what is going on and for how long: on a terminal a line that is updated in place, elsewhere (a log file) a
// line every 15 s. A phase that finds its work already done says nothing.
const { mkdirSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");

/**
 * @typedef {object} Progress
 * @property {(what: string) => void} begin real work starts; say what, and why it takes long
 * @property {(text: string) => void} detail how far it is
 * @property {(line: string) => void} log a line that stays
 */
/** @typedef {{ name: string, seconds: number, outcome: "done" | "failed" }} PhaseTime */
/** @typedef {Pick<NodeJS.WriteStream, "write"> & { isTTY?: boolean, columns?: number }} Output */

const terminalIntervalMilliseconds = 1000;
const logIntervalMilliseconds = 15000;
const clearLine = "\r\u001b[K";

/**
 * Seconds for people: tenths only where they matter.
 * @param {number} seconds
 */
function formatSeconds(seconds) {
    if (seconds < 10) return `${seconds.toFixed(1)} s`;
    return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

class PhaseProgress {
    /**
     * @param {string} name
     * @param {Output} output
     */
    constructor(name, output) {
        this.name = name;
        this.output = output;
        this.started = performance.now();
        this.latest = "";
        this.inPlace = output.isTTY === true;
        /** @type {NodeJS.Timeout | undefined} */
        this.timer = undefined;
    }

    seconds() {
        return (performance.now() - this.started) / 1000;
    }

    /** @param {string} what */
    begin(what) {
        this.log(what);
        if (this.timer !== undefined) return;
        const interval = this.inPlace ? terminalIntervalMilliseconds : logIntervalMilliseconds;
        this.timer = setInterval(() => this.tick(), interval);
    }

    /** @param {string} text */
    detail(text) {
        this.latest = text;
    }

    /** @param {string} line */
    log(line) {
        this.output.write(`${this.inPlace ? clearLine : ""}${this.name}: ${line}\n`);
    }

    tick() {
        const line = `${this.name}: ${formatSeconds(this.seconds())}${this.latest === "" ? "" : `, ${this.latest}`}`;
        if (this.inPlace) this.output.write(`${clearLine}${line.slice(0, (this.output.columns ?? 80) - 1)}`);
        else this.output.write(`${line}\n`);
    }

    /** @param {PhaseTime["outcome"]} outcome */
    end(outcome) {
        const begun = this.timer !== undefined;
        clearInterval(this.timer);
        if (begun) this.log(`${outcome} after ${formatSeconds(this.seconds())}`);
    }
}

class Phases {
    /**
     * @param {Output} [output]
     * @param {readonly PhaseTime[]} [earlier] times taken by the process that started this one
     */
    constructor(output = process.stderr, earlier = []) {
        this.output = output;
        this.startedAt = new Date();
        /** @type {PhaseTime[]} */
        this.times = [...earlier];
    }

    /**
     * @template Result
     * @param {string} name
     * @param {(progress: Progress) => Promise<Result>} work
     * @returns {Promise<Result>}
     */
    async run(name, work) {
        const progress = new PhaseProgress(name, this.output);
        /** @type {PhaseTime["outcome"]} */
        let outcome = "failed";
        try {
            const result = await work(progress);
            outcome = "done";
            return result;
        } finally {
            progress.end(outcome);
            this.times.push({ name, seconds: Math.round(progress.seconds() * 100) / 100, outcome });
        }
    }

    /** @returns {number} */
    totalSeconds() {
        return this.times.reduce((sum, { seconds }) => sum + seconds, 0);
    }

    /** The phases and their times, a line each. */
    table() {
        const rows = [...this.times, { name: "in all", seconds: this.totalSeconds(), outcome: "done" }];
        const width = Math.max(...rows.map(({ name }) => name.length));
        return rows
            .map(({ name, seconds, outcome }) => {
                const time = formatSeconds(seconds).padStart(12);
                return `  ${name.padEnd(width)} ${time}${outcome === "failed" ? "  failed" : ""}\n`;
            })
            .join("");
    }

    /**
     * Writes the times as JSON, for whoever publishes or compares them.
     * @param {string} path
     */
    save(path) {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        const report = { startedAt: this.startedAt.toISOString(), seconds: this.totalSeconds(), phases: this.times };
        writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
    }
}

module.exports = { Phases, formatSeconds };
