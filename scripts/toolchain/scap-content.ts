import { join } from "node:path";
import type { Distribution } from "../../components/host/part";
import { ensureCacheEntry } from "../bootstrap/cache-entry";
import { cacheFolder } from "../bootstrap/paths";
import type { Phases, Progress } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { request, save, Unreachable } from "./download";

/** Of Debian's testing: the first with content for Debian 13, and with CIS profiles for all that is supported here. */
const version = "0.1.82-1";
const pool = "pool/main/s/scap-security-guide";

/** A package of rules, which holds no program. */
export interface ScapContent {
    readonly file: string;
    readonly sha256: string;
}

/** Digests as Debian's signed package list of testing (November 2026) has them. */
const packages: Readonly<Record<Distribution["id"], ScapContent>> = {
    debian: {
        file: `ssg-debian_${version}_all.deb`,
        sha256: "cfde145916f1f37ec96c0fe2a9ea5f44a2db0ee6f0a2dacfcf86534c0977755a",
    },
    ubuntu: {
        file: `ssg-debderived_${version}_all.deb`,
        sha256: "cf768175b58a48593d20660c93ed8b4e966593ec687a82468e2f1482f21a3a15",
    },
};

/** Debian's mirror has a version until the next one; its archive of all versions keeps it. */
const sources = [
    `https://deb.debian.org/debian/${pool}`,
    `https://snapshot.debian.org/archive/debian/20261120T000000Z/${pool}`,
] as const;

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

/** Path of the package in the cache; undefined when no source has it. Refuses one with a wrong checksum. */
export async function downloadContent(
    { file, sha256 }: ScapContent,
    cache: string,
    progress: Progress,
    bases: readonly string[] = sources,
): Promise<string | undefined> {
    const entry = { folder: join(cache, "scap-content"), name: sha256.slice(0, 16), files: [file] };
    const onWait = (pid: string) => progress.begin(`waiting for process ${pid}, which is downloading it`);
    for (const base of bases) {
        try {
            const folder = await ensureCacheEntry(entry, onWait, async (temporary) => {
                progress.begin(`downloading ${file} (3 MB, once)`);
                const actual = await save(await request(`${base}/${file}`), join(temporary, file), progress);
                if (actual !== sha256) throw new UserError(wrongChecksum(`${base}/${file}`, actual, sha256));
            });
            return join(folder, file);
        } catch (error) {
            if (!(error instanceof Unreachable)) throw error;
            progress.begin(`not to be had there (${error.message})`);
        }
    }
    return undefined;
}

function wrongChecksum(url: string, actual: string, expected: string): string {
    return (
        `${url}: its sha256 is ${actual}, pinned is ${expected}; refused. Try again; if it stays so, somebody has changed ` +
        "the file: do not use it."
    );
}
