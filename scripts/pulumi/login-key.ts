import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { capture } from "../bootstrap/child";

/**
 * Makes an ed25519 key pair when there is none at `path`; true when it did. Without a passphrase, because the local
 * machine is logged in to unattended; the file is readable by its owner only.
 */
export async function ensureLoginKey(path: string): Promise<boolean> {
    if (existsSync(path)) return false;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    await capture("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "hardened-host local machine", "-f", path]);
    return true;
}
