import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../provider/local-machine/folders";
import { mustRun } from "../vm/world/command";

/** What the plans of the tests have installed, so that no test needs a network; and what a boot needs. */
const packages = [
    "dbus",
    "iproute2",
    "libpam-pwquality",
    "libpam-systemd",
    "logrotate",
    "nftables",
    "openssh-server",
    "python3-minimal",
    "sudo",
    "systemd-sysv",
];
const release = "trixie";

/** Written over the packages' own files: a container has one wire and an address given by the test. */
const files: Readonly<Record<string, string>> = {
    "etc/hostname": "container\n",
    "etc/hosts": "127.0.0.1 localhost\n127.0.1.1 container\n::1 localhost\n",
    "etc/machine-id": "",
    "etc/resolv.conf": "",
    // Kept between boots: a test reads what happened before a power loss.
    "var/log/journal/.keep": "",
};

/**
 * Units that wait for hardware or for a network that a container does not have; and managers of users' own services,
 * which in a container may take two minutes to end, and keep their user's next login waiting for it.
 */
const maskedUnits = [
    "systemd-networkd-wait-online.service",
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "user@.service",
    "user-runtime-dir@.service",
];

/**
 * Folder with the root file system of a stock Debian 13 and these packages beside, built once from Debian's signed packages (half a minute) and
 * kept in the cache. Read-only: each container writes to a layer of its own.
 */
export async function ensureBaseSystem(extraPackages: readonly string[] = []): Promise<string> {
    const included = [...packages, ...extraPackages];
    const recipe = JSON.stringify([included, release, files, maskedUnits]);
    const key = createHash("sha256").update(recipe).digest("hex").slice(0, 16);
    const folder = join(cacheFolder(), "containers", `debian-13-${key}`);
    if (existsSync(folder)) return folder;
    await mkdir(join(folder, ".."), { recursive: true });
    const partial = await mkdtemp(`${folder}.partial-`);
    try {
        const include = `--include=${included.join(",")}`;
        await mustRun("mmdebstrap", ["--quiet", "--variant=apt", "--mode=root", include, release, partial]);
        for (const [path, content] of Object.entries(files)) {
            await mkdir(join(partial, path, ".."), { recursive: true });
            await rm(join(partial, path), { force: true });
            await writeFile(join(partial, path), content);
        }
        await mustRun("systemctl", ["--quiet", `--root=${partial}`, "mask", ...maskedUnits]);
        await mustRun("systemctl", ["--quiet", `--root=${partial}`, "enable", "systemd-networkd.service"]);
        await rename(partial, folder);
    } catch (error) {
        await rm(partial, { recursive: true, force: true });
        throw error;
    }
    return folder;
}
