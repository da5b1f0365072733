import { spawn } from "node:child_process";
import { Obstacle } from "./examiner";

/** Standard output of a program of this computer, whose exit status is a verdict and no failure. */
export function runLocally(program: string, args: readonly string[], timeoutSeconds: number): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], timeout: timeoutSeconds * 1000 });
        const chunks: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
        child.stderr.resume();
        child.on("error", ({ message }) => reject(new Obstacle(message)));
        child.on("close", (status) => {
            if (status === null) reject(new Obstacle(`${program} did not end within ${timeoutSeconds} s`));
            else resolve(Buffer.concat(chunks).toString("utf8"));
        });
    });
}
