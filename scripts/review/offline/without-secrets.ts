import { hiddenValue } from "../host-inputs";

/** Marks of a secret on Pulumi's wire: sdk/proto and `runtime/rpc.ts` of its SDK. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** The value as a preview shows it: what is marked as a secret is hidden. */
export function withoutSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutSecrets);
    if (typeof value !== "object" || value === null) return value;
    if (signatureKey in value && value[signatureKey] === secretSignature) return hiddenValue;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutSecrets(member)]));
}
