import { z } from "zod";

/** Key types that may log in, and the name of the curve where the blob carries one. */
const acceptedTypes: Readonly<Record<string, { readonly curve?: string }>> = {
    "ssh-ed25519": {},
    "sk-ssh-ed25519@openssh.com": {},
    "ecdsa-sha2-nistp256": { curve: "nistp256" },
    "ecdsa-sha2-nistp384": { curve: "nistp384" },
    "ecdsa-sha2-nistp521": { curve: "nistp521" },
    "sk-ecdsa-sha2-nistp256@openssh.com": { curve: "nistp256" },
    "ssh-rsa": {},
};

/** NIST SP 800-57 part 1 rev. 5, table 2: 3072 bits for 128 bits of security; the same limit as sshd's RequiredRSASize. */
export const minimumRsaBits = 3072;

/** Bytes of an ed25519 public key: RFC 8032. */
const ed25519Bytes = 32;

const acceptance =
    "must be one line of a public key file: ed25519, ECDSA, their hardware-backed (sk) forms, or RSA of " +
    `${minimumRsaBits} bits or more, without options before the type`;

/** A public key that may log in, in the format of authorized_keys(5): `<type> <base64> [comment]`. */
export const sshPublicKey = () =>
    z
        .string()
        .trim()
        .superRefine((text, context) => {
            const problem = publicKeyProblem(text);
            if (problem === undefined) return;
            // What was pasted by mistake may be a secret: the message alone describes it.
            context.addIssue({ code: "custom", message: `${acceptance}; ${problem}`, input: redact(text) });
        });

/** The type and a few letters, enough to find the line; nothing of what may be a private key. */
function redact(text: string): string {
    const type = text.split(/\s/)[0] ?? "";
    return Object.hasOwn(acceptedTypes, type) || type === "ssh-dss" ? `${type} ...` : "(not shown)";
}

/** What keeps a text from being an acceptable public key; never repeats the text. */
export function publicKeyProblem(text: string): string | undefined {
    if (/PRIVATE KEY|^-----BEGIN/.test(text)) return "this is a private key: paste the .pub file, and renew the key";
    // eslint-disable-next-line no-control-regex -- control characters are exactly what this refuses
    if (/[\u0000-\u001f\u007f]/.test(text)) return "this has a line break or another control character";
    const [type = "", blob = ""] = text.split(" ");
    if (type === "ssh-dss") return "this is a DSA key, which OpenSSH has dropped (1024 bits, SHA-1)";
    if (type.endsWith("-cert-v01@openssh.com")) return "this is a certificate: name its authority as ssh.userCa";
    if (!Object.hasOwn(acceptedTypes, type)) {
        return /\b(ssh-|ecdsa-|sk-)/.test(text)
            ? "this has something before the key type"
            : "this has no known key type";
    }
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob) || blob.length % 4 !== 0) return "its base64 part is malformed";
    return blobProblem(type, Buffer.from(blob, "base64"));
}

/** Checks the wire form of the key: RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4, PROTOCOL.u2f. */
function blobProblem(type: string, blob: Buffer): string | undefined {
    const fields = wireFields(blob);
    const hardware = type.startsWith("sk-") ? 1 : 0;
    const parts = type.includes("ed25519") ? 2 : 3;
    if (fields === undefined || fields.length !== parts + hardware) return "its base64 part is cut short or damaged";
    if (fields[0]?.toString("latin1") !== type) return "its base64 part is of another key type than the line says";
    if (type === "ssh-rsa") return rsaProblem(fields[2] ?? Buffer.alloc(0));
    const curve = acceptedTypes[type]?.curve;
    if (curve === undefined) return fields[1]?.length === ed25519Bytes ? undefined : "its key is not 32 bytes long";
    return fields[1]?.toString("latin1") === curve ? undefined : "its curve is not the one that its type names";
}

function rsaProblem(modulus: Buffer): string | undefined {
    const digits = modulus.toString("hex").replace(/^0+/, "");
    const bits = digits === "" ? 0 : (digits.length - 1) * 4 + Number.parseInt(digits.charAt(0), 16).toString(2).length;
    return bits < minimumRsaBits ? `this is an RSA key of ${bits} bits` : undefined;
}

/** The length-prefixed fields of an SSH blob (RFC 4251 section 5, "string"), `undefined` when they do not add up. */
function wireFields(blob: Buffer): Buffer[] | undefined {
    const fields: Buffer[] = [];
    for (let at = 0; at < blob.length;) {
        if (at + 4 > blob.length) return undefined;
        const end = at + 4 + blob.readUInt32BE(at);
        if (end > blob.length) return undefined;
        fields.push(blob.subarray(at + 4, end));
        at = end;
    }
    return fields;
}
