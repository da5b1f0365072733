import { spawn, type ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { missingProgram } from "./run-program";

export interface FileLockOptions {
    /** Called once, when another process holds the lock. */
    readonly onWait?: () => void;
    /** Gives up waiting when aborted. */
    readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process holds the lock on `path`, waiting for it if need be. flock(1) holds the lock and
 * lets go when its standard input closes: the kernel sees to that even when this process is killed, so there is no
 * stale lock to clean up.
 */
export async function withFileLock<Result>(
    path: string,
    work: () => Promise<Result>,
    { onWait = () => {}, signal }: FileLockOptions = {},
): Promise<Result> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const holder = spawn("flock", ["--exclusive", path, "sh", "-c", "echo held; exec cat"], {
        stdio: ["pipe", "pipe", "ignore"],
        ...(signal === undefined ? {} : { signal }),
    });
    const waiting = setTimeout(onWait, 500);
    try {
        await held(holder, path);
        clearTimeout(waiting);
        return await work();
    } finally {
        clearTimeout(waiting);
        holder.stdin.end();
    }
}

function held(holder: ChildProcess, path: string): Promise<void> {
    return new Promise((resolve, reject) => {
        holder.on("error", (error: NodeJS.ErrnoException) => {
            reject(error.code === "ENOENT" ? missingProgram("flock") : error);
        });
        holder.once("exit", (status) => reject(new Error(`flock ended with status ${status} before it held ${path}`)));
        holder.stdout?.once("data", () => resolve());
    });
}
