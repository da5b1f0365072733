import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineProject } from "../../engine/project";
import type { EngineCall } from "../../engine/project";
import { run, type CommandResult } from "../../vm/world/command";
import type { Network } from "../../containers/network";
import type { StackOfHosts } from "./program";

/** A stack of hosts in a test's network, deployed to by the real engine and provider. */
export class ManyHosts {
    private constructor(
        private readonly network: Network,
        private readonly project: EngineProject,
        private readonly description: string,
    ) {}

    public static async create(network: Network): Promise<ManyHosts> {
        const description = "hosts.json";
        const project = await EngineProject.create("test/faults/many-hosts/program.ts", { MANY_HOSTS: description });
        const stack = new ManyHosts(network, project, join(project.folder, description));
        const { status, output } = await stack.run(project.initialisation);
        if (status !== 0) throw new Error(output);
        return stack;
    }

    /** What the next `up` is to make. */
    public async describe(stack: StackOfHosts): Promise<void> {
        await writeFile(this.description, JSON.stringify(stack), { mode: 0o600 });
    }

    public up(...options: readonly string[]): Promise<CommandResult> {
        return this.run(this.project.call("up", "--skip-preview", "--suppress-progress", ...options));
    }

    /** How `up` is called in the test's network. */
    public upCall(): EngineCall {
        const call = this.project.call("up", "--yes", "--skip-preview", "--suppress-progress");
        const [program, args] = this.network.command(call.program, call.args);
        return { ...call, program, args };
    }

    /** Generation that the state holds, by host. */
    public async generations(): Promise<Readonly<Record<string, unknown>>> {
        const { status, output } = await this.run(this.project.call("stack", "export", "--file", "export.json"));
        if (status !== 0) throw new Error(output);
        const resources = await this.project.resources("export.json");
        const configurations = resources.filter(({ type }) => type === "hardened-host:index:HostConfiguration");
        return Object.fromEntries(
            configurations.map(({ urn, outputs }) => [urn.split("::").at(-1) ?? urn, outputs["generation"]]),
        );
    }

    private run({ program, args, ...options }: EngineCall): Promise<CommandResult> {
        return run(...this.network.command(program, args), options);
    }

    public remove(): Promise<void> {
        return this.project.remove();
    }
}
