import { spawn } from "node:child_process";
import { z } from "zod";
import { killOnInterruption, listen } from "../bootstrap/interruption";
import { previewDigest, type PreviewDigest } from "./preview-digest";
import { SecretSearch } from "./secrets";

/** Where and how Pulumi is called. */
export interface PulumiCall {
    readonly stack: string;
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
}

export interface TakenPreview {
    readonly digest: PreviewDigest;
    /** What Pulumi said on its way out, when it failed without a digest that says so. */
    readonly failure?: string;
}

/**
 * Takes a preview and the secrets out of it. Not the engine's stream of events (`PULUMI_ENABLE_STREAMING_JSON_PREVIEW`):
 * it carries the debug log, in which secrets stand in plain text.
 */
export async function takePreview(call: PulumiCall, options: readonly string[]): Promise<TakenPreview> {
    const args = ["preview", "--json", "--non-interactive", "--stack", call.stack, ...options];
    const [preview, config] = await Promise.all([
        capturePulumi(args, call),
        capturePulumi(["config", "--json", "--show-secrets", "--non-interactive", "--stack", call.stack], call),
    ]);
    const secrets = new SecretSearch(config.status === 0 ? secretValues(config.stdout) : []);
    const failure = [preview, config].find(({ status }) => status !== 0)?.stderr.trim() ?? "";
    const digest = preview.stdout.trim() === "" ? { steps: [] } : (JSON.parse(preview.stdout) as unknown);
    const read = previewDigest.parse(secrets.redactAll(previewDigest.parse(digest)));
    const failed = preview.status !== 0 || config.status !== 0;
    const said = (read.diagnostics ?? []).some(({ severity }) => severity === "error");
    if (!failed || said) return { digest: read };
    return { digest: read, failure: secrets.redact(failure) || `pulumi ended with ${preview.status}` };
}

const configValues = z.record(
    z.string(),
    z.object({ value: z.string().optional(), objectValue: z.unknown().optional(), secret: z.boolean() }),
);

/** Every text of the stack's settings that is a secret: those in an encrypted key, and all below `secrets`. */
export function secretValues(config: string): string[] {
    const values = Object.entries(configValues.parse(JSON.parse(config)));
    const secret = values.filter(([key, { secret: isSecret }]) => isSecret || key.endsWith(":secrets"));
    return secret.flatMap(([, { value, objectValue }]) => textsIn(objectValue ?? value));
}

function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Captured {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs Pulumi to its end, whatever that is. It and all it starts are killed on an interruption. */
function capturePulumi(args: readonly string[], { cwd, env }: PulumiCall): Promise<Captured> {
    return new Promise((resolve, reject) => {
        listen();
        const child = spawn("pulumi", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
        const forget = child.pid === undefined ? () => undefined : killOnInterruption(child.pid);
        const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
        child.stdout.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
        child.on("error", (error) => {
            forget();
            reject(error);
        });
        child.on("close", (status) => {
            forget();
            const text = (list: readonly Buffer[]) => Buffer.concat(list).toString("utf8");
            resolve({ status: status ?? 1, stdout: text(chunks.stdout), stderr: text(chunks.stderr) });
        });
    });
}
