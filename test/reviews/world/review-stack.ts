import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { claimingProvider, writeExecutable } from "../../../bench/real-stack";
import { renderJson } from "../../../scripts/review/json";
import { renderReview } from "../../../scripts/review/markdown/render";
import { exitStatusOf } from "../../../scripts/review/exit-status";
import { takePreview, type PulumiCall } from "../../../scripts/review/preview-run";
import { reviewOf } from "../../../scripts/review/review";
import { EngineProject, type EngineCall } from "../../engine/project";
import { mustRun } from "../../vm/world/command";

export interface StackSettings {
    /** Below `config:` in the stack file. */
    readonly config: Readonly<Record<string, unknown>>;
    /** Encrypted settings: the path of the key to its text. */
    readonly secrets?: Readonly<Record<string, string>>;
}

export interface ReviewedPreview {
    readonly markdown: string;
    readonly json: string;
    readonly exitStatus: number;
}

/** A stack that was delivered, by its state; whatever its settings become, the real engine previews it. */
export class ReviewStack {
    private constructor(
        private readonly project: EngineProject,
        private readonly driftFile: string,
    ) {}

    /** @param program path in the repository. @param clouds names of the clouds whose providers it needs */
    public static async deliver(
        program: string,
        settings: StackSettings,
        clouds: readonly string[] = [],
    ): Promise<ReviewStack> {
        const project = await EngineProject.create(program, {});
        const stack = new ReviewStack(project, join(project.folder, "drift.json"));
        const provider = await claimingProvider(project);
        const others = clouds.map((name) => [name, join(project.folder, "claiming-cloud")] as const);
        for (const [name, folder] of others) {
            await writeExecutable(folder, name, "test/reviews/world/claiming-cloud.ts");
        }
        await project.useProviders({ "hardened-host": provider, ...Object.fromEntries(others) });
        await stack.call(project.initialisation);
        await stack.configure(settings, {});
        await stack.call(project.call("up", "--yes", "--skip-preview"));
        return stack;
    }

    /** @param drift what the refresh finds, by kind of resource: see bench/claiming-provider.ts */
    public async review(settings: StackSettings, drift: object = {}): Promise<ReviewedPreview> {
        const { digest, failure } = await takePreview(await this.prepare(settings, drift), ["--refresh"]);
        const context = { stack: "test", refreshed: true, measured: new Map<string, number>() };
        const review = reviewOf(digest, { ...context, ...(failure === undefined ? {} : { failure }) });
        return {
            markdown: renderReview(review),
            json: renderJson(review),
            exitStatus: exitStatusOf(review.verdict),
        };
    }

    /** What a plain `pulumi preview` of these settings prints. */
    public async preview(settings: StackSettings): Promise<string> {
        await this.configure(settings, {});
        const { program, args, cwd, env } = this.withDrift(this.project.call("preview"));
        return mustRun(program, args, { cwd, env });
    }

    /** Gives the stack these settings and its host this drift, and says how Pulumi is called on it. */
    public async prepare(settings: StackSettings, drift: object = {}): Promise<PulumiCall> {
        await this.configure(settings, drift);
        const { cwd, env } = this.withDrift(this.project.call("preview"));
        return { stack: "test", cwd, env };
    }

    public async remove(): Promise<void> {
        await this.project.remove();
    }

    private async configure({ config, secrets = {} }: StackSettings, drift: object): Promise<void> {
        await this.project.configure(JSON.stringify(config));
        await writeFile(this.driftFile, JSON.stringify(drift));
        for (const [path, text] of Object.entries(secrets)) {
            const call = this.project.call("config", "set", "--secret", "--path");
            await this.call({ ...call, args: [...call.args, "--", path, text] });
        }
    }

    private async call(call: EngineCall): Promise<void> {
        const { program, args, cwd, env } = this.withDrift(call);
        await mustRun(program, args, { cwd, env });
    }

    private withDrift(call: EngineCall): EngineCall {
        return { ...call, env: { ...call.env, CLAIMED_DRIFT: this.driftFile } };
    }
}
