import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nonce\n-----END OPENSSH PRIVATE KEY-----\n";
export const firstKey = "ssh-ed25519 AAAAFirst";
export const ownKey = "ssh-ed25519 AAAAOwn";

/** What the provider would answer. */
export function provider({ type, name, inputs }: MockResourceArgs): Record<string, unknown> {
    const given = inputs as Record<string, unknown>;
    switch (type) {
        case "hardened-host:index:HostKey":
            return { ...given, privateKey, publicKey: firstKey, fingerprint: "SHA256:first" };
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
        case "hardened-host:index:HostConfiguration":
            return {
                ...given,
                currentHostKey: ownKey,
                hostKeyFingerprint: "SHA256:own",
                sshfp: ["4 2 00"],
                generation: 1,
            };
        default:
            return given;
    }
}
