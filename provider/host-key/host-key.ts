import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { OperationError, type Resource } from "../resource";

export const hostKeyInputs = z.strictObject({
    /** Any text by any name; when one changes, a new key is made. */
    keepers: z.record(z.string(), z.string({ error: "must be text" })).optional(),
});

export type HostKeyInputs = z.output<typeof hostKeyInputs>;

export interface HostKeyState extends HostKeyInputs {
    /** OpenSSH private key file, without a passphrase. */
    readonly privateKey: string;
    /** `ssh-ed25519 AAAA...`, without a comment. */
    readonly publicKey: string;
    /** `SHA256:...`, as ssh shows it. */
    readonly fingerprint: string;
}

/** An ed25519 key for a host's first start, so that the very first connection to it is verified. */
export const hostKey: Resource<HostKeyInputs, HostKeyState> = {
    inputs: hostKeyInputs,
    secretOutputs: ["privateKey"],

    diff(old, next) {
        const isSame = JSON.stringify(sorted(old.keepers)) === JSON.stringify(sorted(next.keepers));
        return { changes: !isSame, replaces: isSame ? [] : ["keepers"] };
    },

    async create(inputs) {
        const key = await generateKey();
        return { id: key.fingerprint, state: { ...inputs, ...key } };
    },

    read: (_id, state) => Promise.resolve(state),
    update: () => Promise.reject(new Error("a host key is replaced, never updated")),
    delete: () => Promise.resolve(),
};

function sorted(keepers: Readonly<Record<string, string>> = {}): [string, string][] {
    return Object.entries(keepers).sort(([one], [other]) => (one < other ? -1 : 1));
}

async function generateKey(): Promise<Omit<HostKeyState, "keepers">> {
    const folder = await mkdtemp(join(tmpdir(), "hardened-host-key-"));
    const path = join(folder, "key");
    try {
        await sshKeygen("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path);
        const [type, body] = (await readFile(`${path}.pub`, "utf8")).trim().split(" ");
        const fingerprint = /SHA256:\S+/.exec(await sshKeygen("-l", "-E", "sha256", "-f", `${path}.pub`))?.[0];
        if (fingerprint === undefined) throw new Error("ssh-keygen printed no fingerprint");
        return { privateKey: await readFile(path, "utf8"), publicKey: `${type} ${body}`, fingerprint };
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function sshKeygen(...args: string[]): Promise<string> {
    try {
        return (await promisify(execFile)("ssh-keygen", args)).stdout;
    } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
        throw new OperationError(
            "host key: the program ssh-keygen is not installed; it is part of the package openssh-client of Debian and " +
                "Ubuntu. Install it (sudo apt-get install openssh-client) and run the command again",
        );
    }
}
