import type * as provider from "@pulumi/pulumi/provider";
import { version } from "../package.json";
import type { LogFor } from "./engine-log";
import { OperationError, type AnyResource, type OperationContext } from "./resource";
import { isUnknown, secretNames, unwrapMembers, valueAt, wrapSecrets, type Properties } from "./wire";

/** Dispatches the engine's calls to the kinds of resource, and keeps secrets marked. */
export class HardenedHostProvider implements provider.Provider {
    public readonly version = version;
    public readonly schema = JSON.stringify({ name: "hardened-host", version });
    private readonly cancellation = new AbortController();

    public constructor(
        private readonly resources: Readonly<Record<string, AnyResource>>,
        private readonly logFor: LogFor,
    ) {}

    public cancel(): Promise<void> {
        this.cancellation.abort();
        return Promise.resolve();
    }

    public check(urn: string, _olds: Properties, news: Properties): Promise<provider.CheckResult> {
        const plain = unwrapMembers(news);
        const parsed = this.resource(urn).inputs.safeParse(plain);
        const issues = parsed.success ? [] : parsed.error.issues;
        const failures = issues
            .filter(({ path }) => !isUnknown(valueAt(plain, path)))
            .map(({ path, message }) => ({ property: path.join("."), reason: message }));
        return Promise.resolve({ inputs: news, failures });
    }

    public diff(_id: string, urn: string, olds: Properties, news: Properties): Promise<provider.DiffResult> {
        const difference = this.resource(urn).diff(unwrapMembers(olds), unwrapMembers(news));
        return Promise.resolve({ ...difference, replaces: [...(difference.replaces ?? [])] });
    }

    public async create(urn: string, news: Properties): Promise<provider.CreateResult> {
        const resource = this.resource(urn);
        const { id, state } = await presentErrors(() => resource.create(unwrapMembers(news), this.context(urn)));
        return { id, outs: wrapSecrets(state, [...secretNames(news), ...resource.secretOutputs]) };
    }

    public async read(id: string, urn: string, props: Properties): Promise<provider.ReadResult> {
        const resource = this.resource(urn);
        const state = await presentErrors(() => resource.read(id, unwrapMembers(props), this.context(urn)));
        if (state === undefined) return {};
        const outs = wrapSecrets(state, [...secretNames(props), ...resource.secretOutputs]);
        const inputs = Object.fromEntries(Object.entries(outs).filter(([name]) => isInput(resource, name)));
        return { id, props: outs, inputs };
    }

    public async update(id: string, urn: string, olds: Properties, news: Properties): Promise<provider.UpdateResult> {
        const resource = this.resource(urn);
        const state = await presentErrors(() =>
            resource.update(id, unwrapMembers(olds), unwrapMembers(news), this.context(urn)),
        );
        return { outs: wrapSecrets(state, [...secretNames(news), ...resource.secretOutputs]) };
    }

    public async delete(id: string, urn: string, props: Properties): Promise<void> {
        await presentErrors(() => this.resource(urn).delete(id, unwrapMembers(props), this.context(urn)));
    }

    private resource(urn: string): AnyResource {
        const kind = urn.split("::")[2]?.split("$").at(-1)?.split(":").at(-1) ?? "";
        const resource = this.resources[kind];
        if (resource === undefined) throw new Error(`no resource of type ${kind} in this provider (${urn})`);
        return resource;
    }

    private context(urn: string): OperationContext {
        return { urn, log: this.logFor(urn), cancelled: this.cancellation.signal };
    }
}

function isInput(resource: AnyResource, name: string): boolean {
    return name in (resource.inputs as unknown as { shape: object }).shape;
}

/** A user's error keeps its message only; a bug keeps its stack, which the engine would drop. */
async function presentErrors<Result>(operation: () => Promise<Result>): Promise<Result> {
    try {
        return await operation();
    } catch (error) {
        if (error instanceof OperationError) throw error;
        throw new Error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
}
