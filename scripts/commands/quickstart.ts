import { readFileSync } from "node:fs";
import { z } from "zod";
import { capture, runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { warmGuestImage } from "../pulumi/guest-image";
import { ensureLoginKey } from "../pulumi/login-key";
import { findStackFile, readStackNeeds, withoutNewSalt } from "../pulumi/stack-files";
import { ensureSystemTools } from "../toolchain/system-packages";
import { localMachineTools } from "../toolchain/system-tools";
import type { Outcome } from "./outcome";
import { preparePulumi, refreshWhenStopped, selectStack, stacksFolder } from "./stack";

const stack = "local";
const updates = z.array(z.object({ resourceChanges: z.record(z.string(), z.number()).optional() }));
const stackOutputs = z.record(z.string(), z.unknown());

/** `npm run quickstart`: from a fresh clone to a hardened machine on this computer, and how to log in to it. */
export async function quickstart(args: readonly string[], phases: Phases): Promise<Outcome> {
    if (args.length > 0) throw new UserError(`quickstart takes no arguments (got ${args.join(" ")}). See: npm run up`);
    const stackFile = findStackFile(stacksFolder, "up", stack);
    await ensureSystemTools(phases, localMachineTools);
    const env = await preparePulumi(phases);
    await ensureLoginKeys(readStackNeeds(readFileSync(stackFile, "utf8")).identityFiles, phases);
    await warmGuestImage(phases);
    const status = await withoutNewSalt(stackFile, async () => {
        await selectStack(stack, env);
        return phases.run("pulumi up", () => runUp(env));
    });
    return { exitStatus: status, closing: status === 0 ? await explainLogin(env) : "" };
}

function ensureLoginKeys(paths: readonly string[], phases: Phases): Promise<void> {
    return phases.run("login key", async (progress) => {
        for (const path of paths) {
            if (await ensureLoginKey(path)) progress.log(`made an ed25519 key pair for logging in: ${path}`);
        }
    });
}

/** One pass, without a preview before it: there is nobody to confirm it, and it halves the time. */
async function runUp(env: NodeJS.ProcessEnv): Promise<number> {
    // Without a terminal Pulumi would print a row of dots to show that it is alive.
    const output = process.stdout.isTTY ? [] : ["--non-interactive", "--suppress-progress"];
    const options = ["--yes", "--skip-preview", ...output, ...(await refreshWhenStopped("up"))];
    return runInForeground("pulumi", ["up", "--stack", stack, ...options], { cwd: projectRoot, env });
}

async function explainLogin(env: NodeJS.ProcessEnv): Promise<string> {
    const [history, outputs] = await Promise.all([
        readJson(["stack", "history", "--json", "--page-size", "1"], env),
        readJson(["stack", "output", "--json"], env),
    ]);
    const changes = updates.parse(history)[0]?.resourceChanges ?? {};
    const changed = Object.keys(changes).some((kind) => kind !== "same");
    const commands = loginCommands(stackOutputs.parse(outputs));
    return [
        "",
        changed ? "The machine is ready." : "The machine is unchanged.",
        "Log in:",
        ...commands.map((command) => `    ${command}`),
        `Change it: edit stacks/Pulumi.${stack}.yaml, then npm run up -- ${stack}`,
        `Remove it: npm run destroy -- ${stack}`,
        "",
    ].join("\n");
}

/** The `sshCommand` outputs: one for a stack with one host, or one for each host, by its name. */
export function loginCommands(outputs: Readonly<Record<string, unknown>>): string[] {
    const { sshCommand } = outputs;
    if (typeof sshCommand === "string") return [sshCommand];
    if (typeof sshCommand !== "object" || sshCommand === null) return [];
    return Object.values(sshCommand).filter((command) => typeof command === "string");
}

async function readJson(args: readonly string[], env: NodeJS.ProcessEnv): Promise<unknown> {
    const json: unknown = JSON.parse(await capture("pulumi", [...args, "--stack", stack], { cwd: projectRoot, env }));
    return json;
}
