import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { cloudOutputs, lookUp } from "./cloud-answers";
import type { Answers } from "./registrations";

export const firstPrivateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nonce\n-----END OPENSSH PRIVATE KEY-----\n";
export const firstKey = "ssh-ed25519 AAAAFirst";
/** Of a server that was there before. */
export const foundKey = "ssh-ed25519 AAAAFound";
export const ownKey = "ssh-ed25519 AAAAOwn";

/** What our provider, and those of the clouds, would answer. */
export const answers: Answers = { outputsOf, lookUp };

function outputsOf({ type, name, inputs }: MockResourceArgs): Record<string, unknown> {
    const given = inputs as Record<string, unknown>;
    switch (type) {
        case "hardened-host:index:HostKey":
            return { ...given, privateKey: firstPrivateKey, publicKey: firstKey, fingerprint: "SHA256:first" };
        case "hardened-host:index:LocalMachine":
            return {
                ...given,
                address: `127.0.0.${name.length}`,
                machineId: `id-of-${name}`,
                accelerator: "tcg",
                serialLog: "/log",
            };
        case "hardened-host:index:LocalOpening":
            return { ...given, localPort: Number(given["port"]) + 10_000 };
        case "hardened-host:index:ExistingServer":
            return { ...given, machineId: `id-of-${name}`, currentHostKey: foundKey };
        case "hardened-host:index:HostConfiguration":
            return {
                ...given,
                currentHostKey: ownKey,
                hostKeyFingerprint: "SHA256:own",
                sshfp: ["4 2 00"],
                generation: 1,
                exposureLevels: { "demo.service": 1.1 },
            };
        case "hardened-host:index:AdminTask":
            return { ...given, output: `done: ${name}` };
        default:
            return { ...given, ...cloudOutputs(type, name, given) };
    }
}
