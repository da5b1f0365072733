import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostConfigurationInputs, HostConfigurationState } from "../../../provider/host-configuration/inputs";
import type { ExistingServerState } from "../../../provider/existing-server/inputs";
import { run } from "../../vm/world/command";
import type { Network } from "../../containers/network";
import type { Meeting } from "./meet";

export interface DeploymentResult {
    /** Null when killed. */
    readonly status: number | null;
    readonly output: string;
}

/** Steps of a delivery by the line that announces them, in order. */
export const steps = {
    compare: /comparing the host/,
    packages: /installing packages/,
    validate: /checking every new file/,
    snapshot: /recording the present state/,
    swap: /putting the new files in place/,
    activate: /reloading what is concerned/,
    confirm: /confirming by a new login/,
} as const;
export type Step = keyof typeof steps;

/** The same of a give-back. */
export const giveBackSteps = {
    compare: steps.compare,
    snapshot: steps.snapshot,
    swap: /putting files and accounts back/,
    activate: /putting the units back/,
    confirm: steps.confirm,
    remove: /removing the packages/,
} as const;
export type GiveBackStep = keyof typeof giveBackSteps;

type OnStep<Name extends string> = (step: Name, kill: () => Promise<void>) => void;

/** A deploying computer with a memory of its own: what it knows of the host is what its last finished run has saved. */
export class Deployer {
    private state: HostConfigurationState | null = null;

    private constructor(
        private readonly network: Network,
        public readonly folder: string,
    ) {}

    public static async create(network: Network): Promise<Deployer> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-deployer-"));
        await mkdir(join(folder, "tmp"));
        return new Deployer(network, folder);
    }

    /** Runs a delivery; `onStep` may kill it or do worse, and is called at most once for a step. */
    public deliver(inputs: HostConfigurationInputs, onStep: OnStep<Step> = () => {}): Promise<DeploymentResult> {
        return this.run(inputs, steps, onStep);
    }

    /** Destroys the resource: the server is given back. */
    public giveBack(onStep: OnStep<GiveBackStep> = () => {}): Promise<DeploymentResult> {
        return this.run(null, giveBackSteps, onStep);
    }

    private async run<Name extends string>(
        inputs: HostConfigurationInputs | null,
        announcements: Readonly<Record<Name, RegExp>>,
        onStep: OnStep<Name>,
    ): Promise<DeploymentResult> {
        const path = (name: string) => join(this.folder, name);
        await writeFile(path("request.json"), JSON.stringify({ state: this.state, inputs }), { mode: 0o600 });
        await rm(path("state.json"), { force: true });
        const child = this.spawnDeployment();
        let output = "";
        const seen = new Set<Name>();
        const kill = async () => {
            await run("pkill", ["-KILL", "-s", String(child.pid)]);
        };
        const listen = (chunk: Buffer) => {
            output += chunk.toString();
            for (const step of Object.keys(announcements) as Name[]) {
                if (seen.has(step) || !announcements[step].test(output)) continue;
                seen.add(step);
                onStep(step, kill);
            }
        };
        child.stdout?.on("data", listen);
        child.stderr?.on("data", listen);
        const [status] = (await once(child, "close")) as [number | null];
        if (status === 0)
            this.state = JSON.parse(await readFile(path("state.json"), "utf8")) as HostConfigurationState | null;
        await rm(path("request.json"), { force: true });
        await rm(path("state.json"), { force: true });
        return { status, output };
    }

    private spawnDeployment(): ChildProcess {
        const path = (name: string) => join(this.folder, name);
        const program = join(__dirname, "deploy.ts");
        const args = ["--require", "tsx/cjs", program, path("request.json"), path("state.json")];
        return this.network.spawn(process.execPath, args, {
            stdio: ["ignore", "pipe", "pipe"],
            env: { ...process.env, TMPDIR: path("tmp"), XDG_STATE_HOME: path("journal"), HOME: this.folder },
            // A session of its own: ssh and all that it starts are killed with it.
            detached: true,
        });
    }

    /** Meets an existing server; `state` is undefined when it failed, and null when the server is gone. */
    public async meet(meeting: Meeting): Promise<{ output: string; state: ExistingServerState | null | undefined }> {
        const args = ["--require", "tsx/cjs", join(__dirname, "meet.ts")];
        const { output } = await this.network.run(process.execPath, args, {
            input: JSON.stringify(meeting),
            env: { ...process.env, TMPDIR: join(this.folder, "tmp"), HOME: this.folder },
        });
        const answer = /^state: (.*)$/m.exec(output)?.[1];
        const state = answer === undefined ? undefined : (JSON.parse(answer) as ExistingServerState | null);
        return { output, state };
    }

    /** What its last finished run has saved of the host. */
    public lastState(): HostConfigurationState {
        if (this.state === null) throw new Error("no delivery has finished");
        return this.state;
    }

    /** Takes over what another deployer knows, as one that shares its state does. */
    public learn(from: Deployer): void {
        this.state = from.state;
    }

    /** What is wrong with its temporary files: a secret in them, or more than the pins of a killed run. */
    public async leftovers(secret: string): Promise<string[]> {
        const folder = join(this.folder, "tmp");
        const withSecret = await run("grep", ["-rlF", secret, this.folder]);
        const names = (await readdir(folder)).filter((name) => !/^(tsx-.*|hh-.{6})$/.test(name));
        return [
            ...(withSecret.status === 0 ? [`the secret is in ${withSecret.stdout}`] : []),
            ...names.map((name) => `left on the deploying computer: ${name}`),
        ];
    }

    public async remove(): Promise<void> {
        await rm(this.folder, { recursive: true, force: true });
    }
}
