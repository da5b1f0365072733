import { createHash } from "node:crypto";

/** Algorithm number of ed25519 in SSHFP records, RFC 7479; 2 is SHA-256, RFC 6594. */
const sshfpEd25519Sha256 = "4 2";

export interface HostKeyRecord {
    readonly currentHostKey: string;
    readonly hostKeyFingerprint: string;
    readonly sshfp: string[];
}

/** The forms in which a host's public key is published. */
export function describeHostKey(publicKey: string): HostKeyRecord {
    const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
    const digest = createHash("sha256").update(blob).digest();
    return {
        currentHostKey: publicKey,
        hostKeyFingerprint: `SHA256:${digest.toString("base64").replace(/=+$/, "")}`,
        sshfp: [`${sshfpEd25519Sha256} ${digest.toString("hex")}`],
    };
}
