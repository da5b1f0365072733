import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { providerFolder } from "../folder";

/** Debian releases that a local machine can run. */
export const guestReleases = ["debian-13", "debian-12"] as const;
export type GuestRelease = (typeof guestReleases)[number];

const codenames: Readonly<Record<GuestRelease, string>> = { "debian-13": "trixie", "debian-12": "bookworm" };

/** What the stock Debian cloud image has that first boot, hardening and apps count on; and no more. */
export const guestPackages: readonly string[] = [
    "apparmor",
    "apt-utils",
    "ca-certificates",
    "cloud-guest-utils",
    "cloud-init",
    "dbus",
    "e2fsprogs",
    "iproute2",
    "less",
    "libpam-systemd",
    "linux-image-cloud-amd64",
    "locales",
    "netplan.io",
    "nftables",
    "openssh-server",
    "python3",
    "sudo",
    "systemd-resolved",
    "systemd-sysv",
];

/** Size of the file system in the image; a machine's own disk is larger, and it is grown to that at first boot. */
export const baseDiskGib = 2;

export const guestDiskScript = join(providerFolder, "local-machine/guest-disk.sh");

/** No mirror is named: mmdebstrap's default for a release includes its security updates. */
export function bootstrapArguments(release: GuestRelease, asRoot: boolean, tarPath: string): string[] {
    return [
        "--variant=apt",
        `--mode=${asRoot ? "root" : "unshare"}`,
        `--include=${guestPackages.join(",")}`,
        codenames[release],
        tarPath,
    ];
}

/** Names an image in the cache; another recipe is another image. */
export function imageKey(release: GuestRelease): string {
    const recipe = [bootstrapArguments(release, true, ""), baseDiskGib, readFileSync(guestDiskScript, "utf8")];
    return `${release}-${createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 16)}`;
}
