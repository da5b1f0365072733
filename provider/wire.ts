/** How Pulumi marks secrets and unknown values in the properties it sends (sdk/proto, `resource.go` signatures). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const unknownSignature = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

export function isUnknown(value: unknown): boolean {
    return value === unknownSignature;
}

function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSigned(value: unknown, signature: string): value is Properties {
    return isObject(value) && value[signatureKey] === signature;
}

/** True when any part of a value is marked as secret. */
export function containsSecret(value: unknown): boolean {
    if (isSigned(value, secretSignature)) return true;
    if (isSigned(value, outputSignature)) return value["secret"] === true || containsSecret(value["value"]);
    if (Array.isArray(value)) return value.some(containsSecret);
    return isObject(value) && Object.values(value).some(containsSecret);
}

/** The plain value behind every secret and output mark. Undefined members are left out. */
export function unwrap(value: unknown): unknown {
    if (isSigned(value, secretSignature)) return unwrap(value["value"]);
    if (isSigned(value, outputSignature))
        return value["value"] === undefined ? unknownSignature : unwrap(value["value"]);
    if (Array.isArray(value)) return value.map(unwrap);
    if (!isObject(value)) return value;
    return unwrapMembers(value);
}

export function unwrapMembers(properties: Properties): Properties {
    return Object.fromEntries(
        Object.entries(properties)
            .filter(([, member]) => member !== undefined && member !== null)
            .map(([name, member]) => [name, unwrap(member)]),
    );
}

/** Names of the top-level properties that hold a secret. */
export function secretNames(properties: Properties): string[] {
    return Object.keys(properties).filter((name) => containsSecret(properties[name]));
}

/** Marks the named properties as secret for the engine. */
export function wrapSecrets(properties: Properties, names: Iterable<string>): Properties {
    const secret = new Set(names);
    return Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
            name,
            secret.has(name) ? { [signatureKey]: secretSignature, value } : value,
        ]),
    );
}

/** The value at a path into nested properties, or the unknown mark when the path leads through one. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
    let value = root;
    for (const part of path) {
        if (isUnknown(value)) return value;
        if (Array.isArray(value) && typeof part === "number") value = value[part];
        else if (isObject(value) && typeof part === "string") value = value[part];
        else return undefined;
    }
    return value;
}
