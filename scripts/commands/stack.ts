import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { pulumiEnvironment, withPath } from "../pulumi/environment";
import { someMachineIsStopped } from "../pulumi/stopped-machines";
import { findStackFile, readStackNeeds, withoutNewSalt } from "../pulumi/stack-files";
import { ensureEngine } from "../toolchain/engine";
import { ensureSystemTools } from "../toolchain/system-packages";
import { deliveryTools, localMachineTools } from "../toolchain/system-tools";

/** Folder of the stack files: `stackConfigDir` in Pulumi.yaml. */
export const stacksFolder = join(projectRoot, "stacks");

/** The environment in which Pulumi runs, once the engine is there. */
export async function preparePulumi(phases: Phases): Promise<NodeJS.ProcessEnv> {
    const engineFolder = await ensureEngine(phases);
    return pulumiEnvironment(withPath(process.env, [engineFolder]), (line) => process.stderr.write(`${line}\n`));
}

/** Makes the stack when it is new, and the selected one. */
export async function selectStack(stack: string, env: NodeJS.ProcessEnv): Promise<void> {
    await capture("pulumi", ["stack", "select", "--create", "--non-interactive", stack], { cwd: projectRoot, env });
}

async function runOnStack(operation: "up" | "preview" | "destroy", args: readonly string[], phases: Phases) {
    const [stack = "", ...rest] = args;
    const stackFile = findStackFile(stacksFolder, operation, args[0]);
    const needs = readStackNeeds(readFileSync(stackFile, "utf8"));
    // Only `up` starts machines; the other two need nothing that a running machine does not have already.
    if (operation === "up") await ensureSystemTools(phases, needs.localMachine ? localMachineTools : deliveryTools);
    const env = await preparePulumi(phases);
    return withoutNewSalt(stackFile, async () => {
        if (operation !== "destroy") await selectStack(stack, env);
        const options = [...fixedOptions(operation, process.stdin.isTTY), ...(await refreshWhenStopped(operation))];
        return runInForeground("pulumi", [operation, "--stack", stack, ...options, ...rest], {
            cwd: projectRoot,
            env,
        });
    });
}

/**
 * Options of Pulumi that are the same for any stack. On a terminal Pulumi shows the preview of an `up` and asks; elsewhere
 * nobody could answer (`destroy` wants its own --yes). One host that is down or refuses its change stops only what waits
 * for it; the exit status still tells.
 */
export function fixedOptions(operation: "up" | "preview" | "destroy", isTerminal: boolean): readonly string[] {
    if (operation !== "up") return [];
    return ["--continue-on-error", ...(isTerminal ? [] : ["--yes"])];
}

/** A machine that stopped (the computer was restarted) is seen by a refresh only; then `up` starts it again. */
export async function refreshWhenStopped(operation: string): Promise<readonly string[]> {
    return operation === "up" && (await someMachineIsStopped()) ? ["--refresh"] : [];
}

/** `npm run up -- <stack> [arguments of pulumi up]`. */
export const up = (args: readonly string[], phases: Phases) => runOnStack("up", args, phases);

/** `npm run preview -- <stack> [arguments of pulumi preview]`. */
export const preview = (args: readonly string[], phases: Phases) => runOnStack("preview", args, phases);

/** `npm run destroy -- <stack> [arguments of pulumi destroy]`. */
export const destroy = (args: readonly string[], phases: Phases) => runOnStack("destroy", args, phases);

/** `npm run pulumi -- <any arguments of pulumi>`. */
export async function pulumi(args: readonly string[], phases: Phases): Promise<number> {
    return runInForeground("pulumi", args, { cwd: projectRoot, env: await preparePulumi(phases) });
}
