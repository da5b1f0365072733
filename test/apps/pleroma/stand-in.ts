import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../../components/builds/user-folders";
import { ensureBaseSystem } from "../../containers/base-system";
import { mustRun } from "../../vm/world/command";
import { builderBase } from "./packages";

const source = join(__dirname, "../pleroma-stand-in");

/** Runs a shell script in a Debian with Elixir, in a folder that it may write to. */
export async function withElixir(folder: string, script: string): Promise<string> {
    const base = await ensureBaseSystem(builderBase);
    return mustRun("systemd-nspawn", [
        ...["--quiet", "--volatile=overlay", `--directory=${base}`, "--private-network", "--register=no"],
        ...["--keep-unit", "--pipe", `--bind=${folder}:/work`, "--chdir=/work", "--setenv=LANG=C.UTF-8"],
        ...["/bin/sh", "-euc", script],
    ]);
}

/** Zip archive of a release that stands in for Pleroma's, in one version; built once and kept in the cache. */
export async function ensureStandIn(version: string): Promise<string> {
    const files = (await readdir(source, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
    const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
    const key = createHash("sha256")
        .update(JSON.stringify([builderBase, version, paths, texts]))
        .digest("hex");
    const archive = join(cacheFolder(), "pleroma-stand-in", `${version}-${key.slice(0, 16)}.zip`);
    if (existsSync(archive)) return archive;
    await mkdir(join(archive, ".."), { recursive: true });
    const folder = await mkdtemp(join(cacheFolder(), "pleroma-stand-in", "partial-"));
    try {
        await cp(source, folder, { recursive: true });
        const build = `export MIX_ENV=prod STAND_IN_VERSION=${version} HOME=/work
            mix release --quiet --path /work/release
            zip --quiet --recurse-paths --symlinks release.zip release`;
        await withElixir(folder, build);
        await rename(join(folder, "release.zip"), archive);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
    return archive;
}
