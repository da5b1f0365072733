import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CacheEntry, ensureCacheEntry } from "../bootstrap/cache-entry";
import { capture } from "../bootstrap/child";
import type { Progress } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { request, save, stallTimeoutMilliseconds, Unreachable } from "./download";
import { languageHost } from "./engine-on-path";

/** The release that is downloaded, and the version that is built: see toolchain/cli/go.mod. */
export const engineVersion = "3.259.0";

/** Where releases are; `HARDENED_HOST_PULUMI_RELEASES` names a mirror with the same layout. */
const officialReleases = "https://github.com/pulumi/pulumi/releases/download";
const platforms: Readonly<Record<string, string>> = {
    "linux-x64": "linux-x64",
    "linux-arm64": "linux-arm64",
    "darwin-x64": "darwin-x64",
    "darwin-arm64": "darwin-arm64",
};

/** The cache entry of the release for this computer; undefined when there is none for it. */
export function releaseEntry(
    cache: string,
    platform = `${process.platform}-${process.arch}`,
): (CacheEntry & { readonly asset: string }) | undefined {
    const published = platforms[platform];
    if (published === undefined) return undefined;
    return {
        folder: cache,
        name: `release-${engineVersion}-${published}`,
        files: ["pulumi", languageHost],
        asset: `pulumi-v${engineVersion}-${published}.tar.gz`,
    };
}

/** Downloads the release into the cache; undefined when it cannot be reached. Refuses one with a wrong checksum. */
export async function downloadEngine(
    entry: CacheEntry & { readonly asset: string },
    progress: Progress,
    releases = process.env["HARDENED_HOST_PULUMI_RELEASES"] ?? officialReleases,
): Promise<string | undefined> {
    const base = `${releases.replace(/\/+$/, "")}/v${engineVersion}`;
    const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is downloading it`);
    try {
        return await ensureCacheEntry(entry, onWait, (temporary) =>
            fetchRelease(base, entry.asset, temporary, progress),
        );
    } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        progress.begin(`the release cannot be downloaded (${error.message})`);
        return undefined;
    }
}

async function fetchRelease(base: string, asset: string, folder: string, progress: Progress): Promise<void> {
    // The release's own list: no digest of this release could be had from a second source to pin here.
    const checksums = await requestText(`${base}/pulumi-${engineVersion}-checksums.txt`);
    const expected = expectedChecksum(checksums, asset);
    progress.begin(`downloading Pulumi ${engineVersion} (about 100 MB, once)`);
    const archive = join(folder, asset);
    const actual = await save(await request(`${base}/${asset}`), archive, progress);
    if (actual !== expected) {
        throw new UserError(
            `${base}/${asset}: its sha256 is ${actual}, the release's checksums say ${expected}; refused, nothing of ` +
                "it was unpacked. Try again; if it stays so, somebody has changed the file: do not use it.",
        );
    }
    await unpack(archive, folder);
}

/** The sha256 of `asset` in a list as sha256sum writes it. */
export function expectedChecksum(checksums: string, asset: string): string {
    for (const line of checksums.split("\n")) {
        const [digest = "", name] = line.trim().split(/\s+\*?/);
        if (name === asset && /^[0-9a-f]{64}$/.test(digest)) return digest;
    }
    throw new UserError(`The release's checksums do not name ${asset}; refused. Check HARDENED_HOST_PULUMI_RELEASES.`);
}

async function requestText(url: string): Promise<string> {
    const response = await request(url);
    const tooLate = AbortSignal.timeout(stallTimeoutMilliseconds);
    return Promise.race([
        response.text(),
        new Promise<never>((_resolve, reject) =>
            tooLate.addEventListener("abort", () => reject(tooLate.reason as Error)),
        ),
    ]).catch((error: unknown) => {
        throw new Unreachable(`${url} breaks off: ${String(error)}`);
    });
}

/** Keeps the engine and what it needs for Node programs; the archive also has hosts for other languages. */
async function unpack(archive: string, folder: string): Promise<void> {
    const all = join(folder, "unpacked");
    mkdirSync(all);
    await capture("tar", ["-xzf", archive, "-C", all, "--strip-components=1"]);
    for (const name of ["pulumi", languageHost]) renameSync(join(all, name), join(folder, name));
    rmSync(all, { recursive: true });
    rmSync(archive);
}
