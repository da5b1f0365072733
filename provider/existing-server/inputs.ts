import { z } from "zod";

/** os-release's ID and VERSION_ID of what can be taken over. */
export const takenOver = ["debian-13", "debian-12", "ubuntu-24.04"] as const;

const accountName = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be an account name such as root");
const oneLine = z.string().regex(/^[^\n\r\0]+$/, "must be one line");
const port = z.int("must be a whole number from 1 to 65535").min(1).max(65535);

const way = {
    /** Port of sshd, 1 to 65535. */
    port,
    /** Account with the right to become root. */
    user: accountName,
    /** Private key file on the deploying computer; agents and ssh_config are used when absent. */
    identityFile: oneLine.optional(),
};

/** A server that was there before, how it is reached, and what it shall become. */
export const existingServerInputs = z.strictObject({
    /** Name or address that the client connects to. */
    address: z.string().regex(/^[A-Za-z0-9.:_-]+$/, "must be a host name or an address"),
    /** The way in before the first delivery. */
    ...way,
    /** Passed to OpenSSH as ProxyJump. */
    proxyJump: z
        .string()
        .regex(/^[A-Za-z0-9.:@_,[\]-]+$/, "must be host names as ssh -J takes them")
        .optional(),
    /** ed25519 host key that the server must show. */
    hostKey: z
        .string()
        .regex(/^ssh-ed25519 [A-Za-z0-9+/]+=*$/, "must be an ed25519 public key, type and base64, without a comment")
        .optional(),
    /** Or its fingerprint. Without either nothing is trusted, and the fingerprint is shown. */
    acceptHostKey: z
        .string()
        .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "must be a fingerprint such as SHA256:...")
        .optional(),
    /** Distribution that the plan is made for. */
    distribution: z.enum(takenOver),
    /** The way in after it. */
    planned: z.strictObject(way),
});

export type ExistingServerInputs = z.output<typeof existingServerInputs>;

export interface ExistingServerState extends ExistingServerInputs {
    /** The server's /etc/machine-id. */
    readonly machineId: string;
    /** Public host key with which it was met, type and base64. */
    readonly currentHostKey: string;
}

/** The inputs alone, without what the provider added to them. */
export function inputsOf(state: ExistingServerState): ExistingServerInputs {
    const { machineId: _id, currentHostKey: _key, ...inputs } = state;
    return inputs;
}
