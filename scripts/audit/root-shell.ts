import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Obstacle } from "./examiner";

/** What a script printed, and how it ended. */
export interface ShellResult {
    /** Null when it was cut off. */
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** A shell of root's on a host. */
export interface RootShell {
    run(script: string, timeoutSeconds?: number): Promise<ShellResult>;
    /** Standard output of a script. @throws Obstacle when it fails. */
    text(script: string, timeoutSeconds?: number): Promise<string>;
    close(): Promise<void>;
}

/** A host that never stops talking cannot fill this computer's memory. */
const maximumBytes = 64 * 1024 * 1024;
const defaultTimeoutSeconds = 300;

/**
 * A shell through the stack's own login command. All scripts go over one connection: sshd and firewall count new ones.
 *
 * @param login `ssh -p 4222 ... user@address`, as the stack's output `sshCommand` has it.
 */
export function openRootShell(login: string): RootShell {
    const folder = mkdtempSync(join(tmpdir(), "hh-audit-"));
    const shared = `ssh -o ControlMaster=auto -o ControlPersist=120 -o ControlPath=${folder}/c -o BatchMode=yes`;
    const command = login.replace(/^ssh /, `${shared} `);
    const run = (script: string, timeoutSeconds = defaultTimeoutSeconds) =>
        runWithInput(`${command} 'sudo -n sh -s'`, script, timeoutSeconds);
    return {
        run,
        text: async (script, timeoutSeconds) => {
            const { status, stdout, stderr } = await run(script, timeoutSeconds);
            if (status !== 0) throw new Obstacle(reasonOf(status, stderr));
            return stdout;
        },
        close: async () => {
            await runWithInput(login.replace(/^ssh /, `ssh -O exit -o ControlPath=${folder}/c `), "", 10);
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** The end of what a failed script said. */
export function reasonOf(status: number | null, stderr: string): string {
    const end = stderr.trim().split("\n").slice(-3).join("; ").slice(-500);
    return `${status === null ? "it took too long" : `it ended with status ${status}`}${end === "" ? "" : `: ${end}`}`;
}

function runWithInput(command: string, input: string, timeoutSeconds: number): Promise<ShellResult> {
    return new Promise((resolve, reject) => {
        const child = spawn("sh", ["-c", command], { stdio: ["pipe", "pipe", "pipe"], timeout: timeoutSeconds * 1000 });
        const chunks: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
        let bytes = 0;
        const collect = (name: "stdout" | "stderr") => (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes <= maximumBytes) chunks[name].push(chunk);
            else child.kill();
        };
        child.stdout.on("data", collect("stdout"));
        child.stderr.on("data", collect("stderr"));
        // A host that refuses does not read its input.
        child.stdin.on("error", () => {});
        child.stdin.end(input);
        child.on("error", reject);
        child.on("close", (status) => {
            const text = (name: "stdout" | "stderr") => Buffer.concat(chunks[name]).toString("utf8");
            resolve({ status, stdout: text("stdout"), stderr: text("stderr") });
        });
    });
}
