import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../components/builds/user-folders";
import { mustRun } from "../vm/world/command";

/** Folder with the pinned wheels for Python 3.13 on x86-64, downloaded once and kept in the cache. */
export async function ensureWheels(requirements: readonly string[]): Promise<string> {
    const key = createHash("sha256").update(requirements.join("\n")).digest("hex").slice(0, 16);
    const folder = join(cacheFolder(), "wheels", key);
    if (existsSync(folder)) return folder;
    await mkdir(join(folder, ".."), { recursive: true });
    const partial = await mkdtemp(`${folder}.partial-`);
    try {
        const lock = join(partial, "requirements.txt");
        await writeFile(lock, `${requirements.join("\n")}\n`);
        const platforms = ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "any"];
        const target = ["--python-version", "3.13", "--implementation", "cp", "--only-binary=:all:", "--no-deps"];
        const abis = ["cp313", "abi3", "none"].flatMap((abi) => ["--abi", abi]);
        await mustRun("python3", [
            ...["-m", "pip", "download", "--quiet", "--require-hashes", ...target, ...abis],
            ...platforms.flatMap((platform) => ["--platform", platform]),
            ...["--requirement", lock, "--dest", partial],
        ]);
        await rm(lock);
        await rename(partial, folder);
    } catch (error) {
        await rm(partial, { recursive: true, force: true });
        throw error;
    }
    return folder;
}

/** Lays wheels out as a package index (PEP 503): a folder for each project, of which a web server lists the files. */
export async function makeIndex(wheels: string, index: string): Promise<void> {
    for (const wheel of await readdir(wheels)) {
        const project = (wheel.split("-")[0] ?? "").toLowerCase().replaceAll(/[-_.]+/g, "-");
        await mkdir(join(index, project), { recursive: true });
        await copyFile(join(wheels, wheel), join(index, project, wheel));
    }
}
