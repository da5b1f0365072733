import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EngineProject } from "../test/engine/project";
import { mustRun } from "../test/vm/world/command";
import { measure } from "./measured-run";

const root = resolve(__dirname, "..");

/** The program that users run, with so many hosts of the local cloud. Their machines need not be there. */
export async function realStack(hostCount: number): Promise<EngineProject> {
    const project = await EngineProject.create("stacks/main.js", {});
    const key = join(project.folder, "key");
    await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", key]);
    const host = { cloud: { local: {} }, login: { identityFile: key, authorizedKeyFiles: [`${key}.pub`] } };
    const names = Array.from({ length: hostCount }, (_, index) => `host-${index + 1}`);
    const config = { "hardened-host:hosts": Object.fromEntries(names.map((name) => [name, host])) };
    await project.configure(JSON.stringify(config));
    await measure(project.initialisation);
    return project;
}

/** The same stack in the state that an `up` leaves behind, made with a provider that only claims to do anything. */
export async function deliveredStack(hostCount: number): Promise<EngineProject> {
    const project = await realStack(hostCount);
    await project.useProvider(await claimingProvider(project));
    await measure(project.call("up", "--yes", "--skip-preview"));
    await project.useProvider(join(root, "provider"));
    return project;
}

/** Folder, in that of the project, of a provider that only claims to do anything. */
export async function claimingProvider(project: EngineProject): Promise<string> {
    const folder = join(project.folder, "claiming-provider");
    await writeExecutable(folder, "hardened-host", "bench/claiming-provider.ts");
    return folder;
}

/** Writes the executable of a Pulumi provider that is a program of this repository. */
export async function writeExecutable(folder: string, provider: string, program: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const tsx = join(root, "node_modules/tsx/dist/cjs/index.cjs");
    const executable = join(folder, `pulumi-resource-${provider}`);
    await writeFile(executable, `#!/bin/sh\nexec node --require '${tsx}' '${join(root, program)}' "$@"\n`);
    await chmod(executable, 0o755);
}
