import { spawn, type StdioOptions } from "node:child_process";
import { createInterface } from "node:readline";
import { OperationError } from "../resource";

/** Debian and Ubuntu packages of the programs that local machines need. */
const packageOf: Readonly<Record<string, string>> = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    mmdebstrap: "mmdebstrap",
    "mkfs.ext4": "e2fsprogs",
    flock: "util-linux",
    setpriv: "util-linux",
    unshare: "util-linux",
    tar: "tar",
};

export interface ProgramOptions {
    readonly env?: NodeJS.ProcessEnv;
    /** Ends the program when aborted. */
    readonly signal?: AbortSignal;
    /**
     * Runs it in mount and process namespaces of its own, for which it takes root: when it is ended, so is every
     * process that it started, and nothing that it mounted remains. @default false
     */
    readonly contained?: boolean;
    /** Open files for standard input, and for descriptors from 3 up. */
    readonly input?: number;
    readonly extraFiles?: readonly number[];
    /** Called for each line of its output, as it comes. */
    readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and gives its output, standard and error together. The kernel ends the program when this
 * process dies, so that nothing is left running behind an interrupted deployment.
 */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
    const stdio: StdioOptions = [options.input ?? "ignore", "pipe", "pipe", ...(options.extraFiles ?? [])];
    // unshare(1) heeds no signal but this one while it waits; it takes the processes of its namespace with it.
    const endSignal = options.contained === true ? "KILL" : "TERM";
    const container = options.contained === true ? ["unshare", "--mount", "--pid", "--fork", "--kill-child"] : [];
    const child = spawn("setpriv", ["--pdeathsig", endSignal, ...container, program, ...args], {
        // Not the user's current folder, which the user ids of a namespace may not enter.
        cwd: "/",
        env: environment(options.env),
        stdio,
        killSignal: `SIG${endSignal}`,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on("line", (line) => {
            lines.push(line);
            options.onLine?.(line);
        });
    }
    return new Promise((resolve, reject) => {
        child.once("error", (error: NodeJS.ErrnoException) => {
            reject(error.code === "ENOENT" ? missingProgram("setpriv") : interruption(program, error));
        });
        child.once("close", (code, signal) => {
            if (code === 0) resolve(lines.join("\n"));
            // setpriv's own status for a program that it cannot find (env(1), EXIT STATUS).
            else if (code === 127) reject(missingProgram(program));
            else reject(programFailure(program, code ?? signal, lines));
        });
    });
}

/** mkfs and its kin are in folders that are not on every user's path. */
function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${process.env["PATH"] ?? "/usr/bin:/bin"}:/usr/sbin:/sbin`, LC_ALL: "C", ...extra };
}

/** Names the package that carries a program. */
export function missingProgram(program: string): OperationError {
    const name = packageOf[program] ?? program;
    return new OperationError(
        `local machine: the program ${program} is not installed; it is part of the package ${name} of Debian and ` +
            `Ubuntu. Install it (sudo apt-get install ${name}) and run the command again`,
    );
}

function interruption(program: string, error: Error): Error {
    return error.name === "AbortError"
        ? new OperationError(`${program} was stopped: the operation was cancelled`)
        : error;
}

function programFailure(program: string, status: number | string | null, lines: readonly string[]): OperationError {
    const tail = lines.slice(-12).join("\n  ");
    return new OperationError(
        `${program} failed (${typeof status === "number" ? "exit status " : ""}${status}):\n  ${tail}`,
    );
}
