import { createHash } from "node:crypto";
import { mkdir, readFile, readlink, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { OperationError } from "../resource";
import { withFileLock } from "./file-lock";
import { stateFolder } from "../../components/builds/user-folders";

/** The second quarter of the loopback network: few programs use anything but 127.0.0.1 and 127.0.0.53. */
const firstAddress = (127 << 24) | (64 << 16);
const addressCount = 1 << 22;
const mostTries = 100;

/** The addresses to try for an owner, always the same ones; none ends in 0 or 255, which look like networks. */
export function* candidateAddresses(owner: string): Generator<string> {
    const start = createHash("sha256").update(owner).digest().readUInt32BE(0) % addressCount;
    for (let step = 0; step < addressCount; step++) {
        const address = firstAddress + ((start + step) % addressCount);
        const lastByte = address & 255;
        if (lastByte !== 0 && lastByte !== 255) yield dotted(address);
    }
}

function dotted(address: number): string {
    return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

/** IPv4 addresses with a bound socket, from the text of /proc/net/tcp or /proc/net/udp (proc_net_tcp in proc(5)). */
export function boundAddresses(table: string): Set<string> {
    const addresses = table
        .split("\n")
        .slice(1)
        .map((line) => /^\s*\d+: ([0-9A-F]{8}):/.exec(line)?.[1])
        .filter((hex) => hex !== undefined)
        // In the byte order of the processor, which is little-endian on all that we run on.
        .map((hex) => dotted(Buffer.from(hex, "hex").readUInt32LE(0)));
    return new Set(addresses);
}

/**
 * Claims a loopback address for a machine folder, the same one each time while it is free. The claim is a symbolic
 * link to the folder: void when the folder is gone.
 */
export async function claimAddress(owner: string, folder: string): Promise<string> {
    const claims = claimsFolder();
    await mkdir(claims, { recursive: true, mode: 0o700 });
    const tables = await Promise.all(
        ["tcp", "udp"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
    );
    const bound = boundAddresses(tables.join("\n"));
    // One at a time: between finding that a claim is void and removing it, another process might have made it its own.
    const address = await withFileLock(`${claims}.lock`, () => claimFirst(owner, folder, bound));
    if (address !== undefined) return address;
    throw new OperationError(
        `local machine: the ${mostTries} loopback addresses tried are all in use. Destroy local machines that you do not need`,
    );
}

async function claimFirst(owner: string, folder: string, bound: Set<string>): Promise<string | undefined> {
    let tries = 0;
    for (const address of candidateAddresses(owner)) {
        if (++tries > mostTries) return undefined;
        if (!bound.has(address) && (await claim(join(claimsFolder(), address), folder))) return address;
    }
    return undefined;
}

async function claim(link: string, folder: string): Promise<boolean> {
    const isTaken = await stat(link).then(
        () => true,
        () => false,
    );
    if (isTaken) return false;
    await rm(link, { force: true });
    await symlink(folder, link);
    return true;
}

/** Gives an address back, if it is this folder's. */
export async function releaseAddress(address: string, folder: string): Promise<void> {
    const link = join(claimsFolder(), address);
    const holder = await readlink(link).catch(() => undefined);
    if (holder === folder) await rm(link, { force: true });
}

function claimsFolder(): string {
    return join(stateFolder(), "addresses");
}
