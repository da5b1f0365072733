import { readFile, rm } from "node:fs/promises";
import { mustRun } from "./command";

/** Makes a login key pair of its own for a test; gives the public key's line. */
export async function makeKey(path: string): Promise<string> {
    await Promise.all([path, `${path}.pub`].map((file) => rm(file, { force: true })));
    await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
    return (await readFile(`${path}.pub`, "utf8")).trim();
}
