import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";

const root = resolve(__dirname, "../..");

/** The part of an exported stack that is looked at. */
const exported = z.object({
    deployment: z.object({
        resources: z
            .array(
                z.object({ urn: z.string(), type: z.string(), outputs: z.record(z.string(), z.unknown()).default({}) }),
            )
            .default([]),
    }),
});

export type StackResource = z.output<typeof exported>["deployment"]["resources"][number];

/** Something to be run with the project's environment, for example inside a network namespace. */
export interface EngineCall {
    readonly program: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
}

/**
 * A Pulumi project of its own in a temporary folder, with a program of this repository, our provider as users get it,
 * and a backend that nothing else uses. The engine is the one on PATH.
 */
export class EngineProject {
    private constructor(
        public readonly folder: string,
        private readonly stack: string,
        private readonly environment: NodeJS.ProcessEnv,
    ) {}

    /** @param program path in the repository: a module that exports `program`, or an entry that is plain JavaScript. */
    public static async create(program: string, environment: NodeJS.ProcessEnv): Promise<EngineProject> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-engine-"));
        const path = (name: string) => join(folder, name);
        await Promise.all(["state", "home", "stacks"].map((name) => mkdir(path(name))));
        // The language host wants to find the SDK beside the program.
        await symlink(join(root, "node_modules"), path("node_modules"));
        await writeFile(path("package.json"), "{}\n");
        const load = (module: string) => `require(${JSON.stringify(join(root, module))})`;
        const entry = program.endsWith(".js")
            ? `module.exports = ${load(program)};\n`
            : `${load("node_modules/tsx/dist/cjs/index.cjs")};\nmodule.exports = ${load(program)}.program;\n`;
        await writeFile(path("main.js"), entry);
        const project = new EngineProject(folder, "test", {
            PULUMI_BACKEND_URL: `file://${path("state")}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_HOME: path("home"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            XDG_STATE_HOME: path("home"),
            ...environment,
        });
        await project.configure("{}");
        await project.useProvider(join(root, "provider"));
        return project;
    }

    /** @param config what stands below `config:` in the stack file, as JSON. Before the stack's initialisation. */
    public async configure(config: string): Promise<void> {
        await writeFile(join(this.folder, `stacks/Pulumi.${this.stack}.yaml`), `config: ${config}\n`);
    }

    /** Has the engine take our provider from a folder; at first, it is the one of this repository. */
    public useProvider(folder: string): Promise<void> {
        return this.useProviders({ "hardened-host": folder });
    }

    /** @param folders of plugins, by the name of the package that each serves */
    public async useProviders(folders: Readonly<Record<string, string>>): Promise<void> {
        const entries = Object.entries(folders).map(([name, path]) => `    - name: ${name}\n      path: ${path}\n`);
        const head = "name: hardened-host\nruntime: nodejs\nmain: main.js\nstackConfigDir: stacks\n";
        await writeFile(join(this.folder, "Pulumi.yaml"), `${head}plugins:\n  providers:\n${entries.join("")}`);
    }

    /** How Pulumi is called on the project's stack. */
    public call(...args: readonly string[]): EngineCall {
        const [command = "", ...rest] = args;
        return {
            program: "pulumi",
            args: [command, ...rest, "--stack", this.stack, "--non-interactive"],
            cwd: this.folder,
            env: { ...process.env, ...this.environment },
        };
    }

    /** The call that makes the stack, before every other. */
    public get initialisation(): EngineCall {
        const call = this.call("stack");
        return { ...call, args: ["stack", "init", this.stack, "--non-interactive"] };
    }

    /** What an export of the stack, written to a file of the project's folder, holds. */
    public async resources(file: string): Promise<readonly StackResource[]> {
        return exported.parse(JSON.parse(await readFile(join(this.folder, file), "utf8"))).deployment.resources;
    }

    public async remove(): Promise<void> {
        await rm(this.folder, { recursive: true, force: true });
    }
}
