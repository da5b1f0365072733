import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Things that can be made again: guest images, verdicts of probes. `$XDG_CACHE_HOME/hardened-host`. */
export function cacheFolder(): string {
    return join(xdgFolder("XDG_CACHE_HOME", ".cache"), "hardened-host");
}

/** Things that cannot: the disks of local machines. `$XDG_STATE_HOME/hardened-host`. */
export function stateFolder(): string {
    return join(xdgFolder("XDG_STATE_HOME", join(".local", "state")), "hardened-host");
}

/** The XDG Base Directory specification says to ignore a relative path. */
function xdgFolder(variable: string, fallback: string): string {
    // eslint-disable-next-line no-restricted-syntax -- where a user keeps things is the user's to say
    const folder = process.env[variable];
    return folder !== undefined && isAbsolute(folder) ? folder : join(homedir(), fallback);
}
