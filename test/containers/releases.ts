import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../provider/local-machine/folders";
import { mustRun } from "../vm/world/command";

/** What runs in containers of the tests: everything that is supported. */
export const codenames = { "debian-13": "trixie", "debian-12": "bookworm", "ubuntu-24.04": "noble" } as const;
export type Release = keyof typeof codenames;

/** Debian 13's own copy of Ubuntu's keys: by Debian's signature, its checksum stands for them. */
const ubuntuKeys = {
    url: "http://deb.debian.org/debian/pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1-0.2_all.deb",
    sha256: "b2e7ed48431bf9e7978ae810bbdaf253093570d6e3f864e575b7c13554b81174",
};

/** The last arguments of mmdebstrap for a release, given the folder to fill. */
export async function sourceOf(release: Release): Promise<(target: string) => string[]> {
    if (release !== "ubuntu-24.04") return (target) => [codenames[release], target];
    const keyring = await ensureUbuntuKeyring();
    const pockets = ["noble", "noble-updates", "noble-security"];
    const lines = pockets.map(
        (pocket) => `deb [signed-by=${keyring}] http://archive.ubuntu.com/ubuntu ${pocket} main universe`,
    );
    return (target) => ["noble", target, ...lines];
}

async function ensureUbuntuKeyring(): Promise<string> {
    const folder = join(cacheFolder(), "containers", `ubuntu-keyring-${ubuntuKeys.sha256.slice(0, 16)}`);
    const keyring = join(folder, "usr/share/keyrings/ubuntu-archive-keyring.gpg");
    if (existsSync(keyring)) return keyring;
    const response = await fetch(ubuntuKeys.url);
    if (!response.ok) throw new Error(`${ubuntuKeys.url} answers ${response.status}`);
    const content = Buffer.from(await response.arrayBuffer());
    const digest = createHash("sha256").update(content).digest("hex");
    if (digest !== ubuntuKeys.sha256) throw new Error(`${ubuntuKeys.url} has the SHA-256 ${digest}`);
    const partial = `${folder}.partial-${process.pid}`;
    await mkdir(partial, { recursive: true });
    await writeFile(`${partial}.deb`, content);
    await mustRun("dpkg-deb", ["--extract", `${partial}.deb`, partial]);
    await readFile(join(partial, "usr/share/keyrings/ubuntu-archive-keyring.gpg"));
    await rename(partial, folder);
    return keyring;
}
