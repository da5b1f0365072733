import { spawn } from "node:child_process";

export interface CommandResult {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
    /** Both, in the order in which they came. */
    readonly output: string;
    readonly seconds: number;
}

export interface CommandOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly input?: string;
    readonly timeoutSeconds?: number;
}

/** Runs a real program to its end. A non-zero exit status is a result, not an error. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const started = Date.now();
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, {
            cwd: options.cwd,
            env: options.env ?? process.env,
            stdio: ["pipe", "pipe", "pipe"],
            timeout: (options.timeoutSeconds ?? 600) * 1000,
        });
        const chunks = { stdout: "", stderr: "", output: "" };
        const collect = (name: "stdout" | "stderr") => (chunk: Buffer) => {
            chunks[name] += chunk.toString();
            chunks.output += chunk.toString();
        };
        child.stdout.on("data", collect("stdout"));
        child.stderr.on("data", collect("stderr"));
        child.stdin.on("error", () => {});
        child.stdin.end(options.input ?? "");
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({ ...chunks, status: code ?? 255, seconds: (Date.now() - started) / 1000 });
        });
    });
}

/** Runs a program that must succeed, and gives what it printed. */
export async function mustRun(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
    const result = await run(program, args, options);
    if (result.status !== 0)
        throw new Error(`${program} ${args.join(" ")} ended with ${result.status}:\n${result.output}`);
    return result.stdout;
}
