import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const examples = resolve(__dirname, "../../../examples/ci");
export const read = (file: string) => readFileSync(join(examples, file), "utf8");

const workflow = z.object({
    permissions: z.object({}).strict(),
    jobs: z.record(
        z.string(),
        z.object({
            permissions: z.record(z.string(), z.string()),
            steps: z.array(
                z.object({
                    name: z.string().optional(),
                    if: z.string().optional(),
                    uses: z.string().optional(),
                    run: z.string().optional(),
                }),
            ),
        }),
    ),
});

/** The jobs of a workflow of GitHub's. */
export function jobsOf(file: string): z.output<typeof workflow>["jobs"] {
    return workflow.parse(parse(read(file))).jobs;
}

/** A step of a job, as it stands in the file. */
export function stepOf(file: string, jobName: string, step: string): string {
    const { steps } = jobsOf(file)[jobName] ?? { steps: [] };
    return steps.find(({ name }) => name === step)?.run ?? assert.fail(`${file} has no step ${step}`);
}

/** Runs a step as a runner does: GitHub's with `bash -e -o pipefail`, GitLab's with `sh -e`. */
export function runStep(
    script: string,
    folder: string,
    env: Readonly<Record<string, string>>,
    shell = ["bash", "-eo", "pipefail"],
) {
    const [program = "", ...options] = shell;
    const environment = { ...env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    return spawnSync(program, [...options, "-c", script], { cwd: folder, env: environment, encoding: "utf8" });
}

/** A program that writes down how it was called, and then does what is given. */
export function recorder(folder: string, name: string, then: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${then}\n`);
    chmodSync(join(folder, name), 0o755);
}
