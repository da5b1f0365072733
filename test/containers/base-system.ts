import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../components/builds/user-folders";
import { mustRun } from "../vm/world/command";

/** What runs in containers of the tests: everything that is supported. */
const codenames = { "debian-13": "trixie", "debian-12": "bookworm", "ubuntu-24.04": "noble" } as const;
export type Release = keyof typeof codenames;

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

/** A release, and what its system has besides {@link packages}, or has not. */
export interface BaseSystem {
    readonly release: Release;
    readonly with: readonly string[];
    readonly without: readonly string[];
}

/** Debian 13 with these packages beside. */
export function debian13With(packages: readonly string[] = []): BaseSystem {
    return { release: "debian-13", with: packages, without: [] };
}

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
 * Folder with the root file system of a stock system, built once from its distribution's signed packages (half a minute)
 * and kept in the cache. Read-only: each container writes to a layer of its own.
 */
export async function ensureBaseSystem(base: BaseSystem): Promise<string> {
    const included = [...packages.filter((name) => !base.without.includes(name)), ...base.with];
    const recipe = JSON.stringify([included, codenames[base.release], files, maskedUnits]);
    const folder = cached(base.release, recipe);
    if (existsSync(folder)) return folder;
    return build(folder, async (partial) => {
        const include = `--include=${included.join(",")}`;
        const source = await sourceOf(base.release);
        await mustRun("mmdebstrap", ["--quiet", "--variant=apt", "--mode=root", include, ...source(partial)]);
        for (const [path, content] of Object.entries(files)) {
            await mkdir(join(partial, path, ".."), { recursive: true });
            await rm(join(partial, path), { force: true });
            await writeFile(join(partial, path), content);
        }
        await mustRun("systemctl", ["--quiet", `--root=${partial}`, "mask", ...maskedUnits]);
        await mustRun("systemctl", ["--quiet", `--root=${partial}`, "enable", "systemd-networkd.service"]);
    });
}

/**
 * Folder with packages, and all that they need besides a base system, as their distribution signed them: a mirror of the
 * tests serves them to a container of that system.
 */
export async function ensurePackageFiles(base: BaseSystem, wanted: readonly string[]): Promise<string> {
    const root = await ensureBaseSystem(base);
    const folder = cached(`${base.release}-packages`, JSON.stringify([root, wanted]));
    if (existsSync(folder)) return folder;
    return build(folder, async (partial) => {
        const apt = ["-o", `Dir=${root}`, "-o", `Dir::State::status=${root}/var/lib/dpkg/status`];
        const own = ["-o", `Dir::State::lists=${partial}/lists`, "-o", `Dir::Cache=${partial}/cache`];
        const archives = ["-o", `Dir::Cache::archives=${partial}/archives`, "-o", "Debug::NoLocking=1"];
        const options = [...apt, ...own, ...archives, "-o", "APT::Sandbox::User=root"];
        await Promise.all(
            ["lists/partial", "archives/partial", "cache"].map((name) =>
                mkdir(join(partial, name), { recursive: true }),
            ),
        );
        await mustRun("apt-get", [...options, "-qq", "update"]);
        const install = ["-qq", "--no-install-recommends", "--download-only", "--reinstall", "install"];
        await mustRun("apt-get", [...options, ...install, ...wanted]);
        await rm(join(partial, "lists"), { recursive: true });
        await rm(join(partial, "cache"), { recursive: true });
    });
}

/** The last arguments of mmdebstrap for a release, given the folder to fill. */
async function sourceOf(release: Release): Promise<(target: string) => string[]> {
    if (release !== "ubuntu-24.04") return (target) => [codenames[release], target];
    const keyring = await ensureUbuntuKeyring();
    const pockets = ["noble", "noble-updates", "noble-security"];
    const lines = pockets.map(
        (pocket) => `deb [signed-by=${keyring}] http://archive.ubuntu.com/ubuntu ${pocket} main universe`,
    );
    return (target) => ["noble", target, ...lines];
}

/** Ubuntu's keys in a package of Debian 13, signed by Debian. */
async function ensureUbuntuKeyring(): Promise<string> {
    const packageFiles = await ensurePackageFiles(debian13With(), ["ubuntu-keyring"]);
    const folder = cached("ubuntu-keyring", packageFiles);
    const keyring = join(folder, "usr/share/keyrings/ubuntu-archive-keyring.gpg");
    if (existsSync(keyring)) return keyring;
    await build(folder, async (partial) => {
        const archives = join(packageFiles, "archives");
        const file = (await readdir(archives)).find((name) => /^ubuntu-keyring_.*\.deb$/.test(name));
        if (file === undefined) throw new Error(`no package ubuntu-keyring in ${archives}`);
        await mustRun("dpkg-deb", ["--extract", join(archives, file), partial]);
    });
    return keyring;
}

function cached(name: string, recipe: string): string {
    const key = createHash("sha256").update(recipe).digest("hex").slice(0, 16);
    return join(cacheFolder(), "containers", `${name}-${key}`);
}

/** All of it, or nothing: a build that is cut off leaves no folder of that name. */
async function build(folder: string, fill: (partial: string) => Promise<void>): Promise<string> {
    await mkdir(join(folder, ".."), { recursive: true });
    const partial = await mkdtemp(`${folder}.partial-`);
    try {
        await fill(partial);
        await rename(partial, folder);
    } catch (error) {
        await rm(partial, { recursive: true, force: true });
        // Another process has built the same meanwhile.
        if (!existsSync(folder)) throw error;
    }
    return folder;
}
