import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

/** What a program asked the engine for, resource by resource. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    /** Type and name of the parent: `hardened-host:index:HardenedHost chat-1`. */
    readonly parent: string;
    /** Inputs, with secrets as {@link secretOf} knows them. */
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Names of the resources that must exist before. */
    readonly dependsOn: readonly string[];
    readonly deletedWith: string;
    readonly ignoreChanges: readonly string[];
    /** Inputs whose change makes another resource, beside those that the cloud itself cannot change. */
    readonly replaceOnChanges: readonly string[];
    readonly deleteBeforeReplace: boolean;
    readonly protect: boolean;
    /** Stays where it is when it is taken out of the stack. */
    readonly retainOnDelete: boolean;
    readonly secretOutputs: readonly string[];
}

/** The part of the engine's request (sdk/proto, resource.proto) that is looked at here. */
interface RegistrationRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
    getDependenciesList(): string[];
    getDeletedwith(): string;
    getIgnorechangesList(): string[];
    getReplaceonchangesList(): string[];
    getDeletebeforereplace(): boolean;
    getProtect(): boolean | undefined;
    getRetainondelete(): boolean | undefined;
    getAdditionalsecretoutputsList(): string[];
}

/** Something that a program looked up. */
export interface LookUp {
    readonly token: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** What was asked for since the recording began, and the outputs that components registered, by name. */
export interface Recording {
    readonly resources: Registration[];
    readonly lookUps: LookUp[];
    readonly outputs: Map<string, Record<string, unknown>>;
}

const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const signatureKey = "4dabf18193072939515e22adb298388d";

/** The value behind a secret's mark. Throws where there is no mark. */
export function secretOf(value: unknown): unknown {
    if (typeof value === "object" && value !== null && signatureKey in value && "value" in value) {
        if (value[signatureKey] === secretSignature) return value.value;
    }
    throw new Error(`no secret: ${JSON.stringify(value)}`);
}

/** Every text inside a value that is not marked as secret. */
export function publicTexts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (typeof value !== "object" || value === null) return [];
    if (signatureKey in value && value[signatureKey] === secretSignature) return [];
    return Object.values(value).flatMap(publicTexts);
}

/** What clouds and providers would answer. */
export interface Answers {
    /** Outputs of a resource; its id among them, where it matters. */
    readonly outputsOf: (resource: MockResourceArgs) => Record<string, unknown>;
    /** Result of a look-up. */
    readonly lookUp?: (token: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

/**
 * Sets Pulumi's mocks up, and records the requests behind them too: options such as `dependsOn` and `ignoreChanges`
 * never reach a mock.
 */
export async function recordRegistrations({ outputsOf, lookUp }: Answers): Promise<Recording> {
    const recording: Recording = { resources: [], lookUps: [], outputs: new Map() };
    const { resources, lookUps, outputs } = recording;
    await pulumi.runtime.setMocks(
        {
            newResource: (resource) => {
                const state = outputsOf(resource);
                const { id } = state;
                const known = typeof id === "string" || typeof id === "number";
                return { id: known ? String(id) : `${resource.name}-id`, state };
            },
            call: ({ token, inputs }) => {
                if (lookUp === undefined) throw new Error(`unexpected call of ${token}`);
                // The inputs of a call are a map, which the mocks type as `any`.
                const given = inputs as Record<string, unknown>;
                lookUps.push({ token, inputs: given });
                return lookUp(token, given);
            },
        },
        "hardened-host",
        "test",
    );
    // The mocks call with the messages that the real engine gets; their types are not exported.
    intercept("registerResource", (request) => resources.push(describe(request as RegistrationRequest)));
    intercept("registerResourceOutputs", (request) => {
        const made = request as OutputsRequest;
        outputs.set(nameOf(made.getUrn()), made.getOutputs()?.toJavaScript() ?? {});
    });
    return recording;
}

/** The part of the request that registers a component's outputs which is looked at here. */
interface OutputsRequest {
    getUrn(): string;
    getOutputs(): { toJavaScript(): Record<string, unknown> } | undefined;
}

function intercept(method: string, look: (request: unknown) => void): void {
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) throw new Error("there are no mocks");
    const original: unknown = Reflect.get(monitor, method);
    if (typeof original !== "function") throw new Error(`the mocks have no ${method}`);
    Reflect.set(monitor, method, (request: unknown, callback: unknown): void => {
        look(request);
        Reflect.apply(original, monitor, [request, callback]);
    });
}

function describe(request: RegistrationRequest): Registration {
    return {
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent().split("::").slice(-2).join(" "),
        inputs: request.getObject()?.toJavaScript() ?? {},
        dependsOn: request.getDependenciesList().map(nameOf).sort(),
        deletedWith: nameOf(request.getDeletedwith()),
        ignoreChanges: request.getIgnorechangesList(),
        replaceOnChanges: request.getReplaceonchangesList(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        retainOnDelete: request.getRetainondelete() ?? false,
        protect: request.getProtect() ?? false,
        secretOutputs: request.getAdditionalsecretoutputsList(),
    };
}

function nameOf(urn: string): string {
    return urn.split("::").at(-1) ?? "";
}

/** The value of an output, once it is known. */
export function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
    return new Promise((resolve) => {
        output.apply((value) => {
            resolve(value);
        });
    });
}
