import { join } from "node:path";
import type { Distribution } from "../../components/host/part";
import { ensureCacheEntry } from "../bootstrap/cache-entry";
import { cacheFolder } from "../bootstrap/paths";
import type { Phases, Progress } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { request, save, Unreachable } from "./download";

/** Of Debian's testing: the first with content for Debian 13, and with CIS profiles for all that is supported here. */
const version = "0.1.82-1";

/** A package of rules, which holds no program. */
export interface ScapContent {
    readonly file: string;
    readonly sha256: string;
    /** Where it can be had, the best first; every one of them is held against the checksum. */
    readonly urls: readonly string[];
}

/**
 * Debian's mirror has a version until the next one. Its archive has every file for good, by what is in it: SHA-1 is how the
 * archive names a file, and proves nothing here.
 */
function pinned(name: string, sha256: string, sha1: string): ScapContent {
    const file = `${name}_${version}_all.deb`;
    const urls = [
        `https://deb.debian.org/debian/pool/main/s/scap-security-guide/${file}`,
        `https://snapshot.debian.org/file/${sha1}`,
    ];
    return { file, sha256, urls };
}

/** Checksums as Debian's signed package list of testing (November 2026) has them. */
const packages: Readonly<Record<Distribution["id"], ScapContent>> = {
    debian: pinned(
        "ssg-debian",
        "cfde145916f1f37ec96c0fe2a9ea5f44a2db0ee6f0a2dacfcf86534c0977755a",
        "57d43639a6b1a8e3669bdad098bedeebaff7e69b",
    ),
    ubuntu: pinned(
        "ssg-debderived",
        "cf768175b58a48593d20660c93ed8b4e966593ec687a82468e2f1482f21a3a15",
        "98d61aac3afc68ad54c56ed3effa679ee71731d0",
    ),
};

/** Paths of the packages with content for these distributions; one that cannot be had is left out. */
export type ContentPaths = Partial<Record<Distribution["id"], string>>;

/** Gets the newest rules of CIS and ANSSI that Debian packages, whatever release a host has. */
export function ensureScapContent(phases: Phases, distributions: readonly Distribution["id"][]): Promise<ContentPaths> {
    return phases.run("SCAP content", async (progress) => {
        const paths: ContentPaths = {};
        for (const id of new Set(distributions)) {
            const path = await downloadContent(packages[id], cacheFolder(), progress);
            if (path !== undefined) paths[id] = path;
        }
        return paths;
    });
}

/** Path of the package in the cache; undefined, and said why, when no source has it. Refuses one with a wrong checksum. */
export async function downloadContent(
    { file, sha256, urls }: ScapContent,
    cache: string,
    progress: Progress,
): Promise<string | undefined> {
    const entry = { folder: join(cache, "scap-content"), name: sha256.slice(0, 16), files: [file] };
    const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is downloading it`);
    const reasons: string[] = [];
    for (const url of urls) {
        try {
            const folder = await ensureCacheEntry(entry, onWait, async (temporary) => {
                progress.begin(`downloading ${file} (3 MB, once)`);
                const actual = await save(await request(url), join(temporary, file), progress);
                if (actual !== sha256) throw new UserError(wrongChecksum(url, actual, sha256));
            });
            return join(folder, file);
        } catch (error) {
            if (!(error instanceof Unreachable)) throw error;
            reasons.push(error.message);
        }
    }
    progress.log(
        `${file} cannot be had (${reasons.join("; ")}): OpenSCAP will use the older rules that the host's own distribution ` +
            "packages, and the report says so. Run it where one of these can be reached; what was downloaded once is kept.",
    );
    return undefined;
}

function wrongChecksum(url: string, actual: string, expected: string): string {
    return (
        `${url}: its sha256 is ${actual}, pinned is ${expected}; refused. Try again; if it stays so, somebody has changed ` +
        "the file: do not use it."
    );
}
