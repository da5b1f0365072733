import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../bootstrap/child";
import { withoutInterruption } from "../bootstrap/interruption";
import type { Progress } from "../bootstrap/phases";
import { findExecutable } from "./executables";

const packageLists = "/var/lib/apt/lists";
const freshMilliseconds = 24 * 60 * 60 * 1000;
/** Another package manager may be at work, for example unattended upgrades after boot. */
const lockTimeoutSeconds = 300;

const isRoot = () => process.getuid?.() === 0;

/** True on Debian and Ubuntu as root, or with sudo that asks for no password. */
export async function canInstall(): Promise<boolean> {
    if (!existsSync("/etc/debian_version") || findExecutable("apt-get") === undefined) return false;
    if (isRoot()) return true;
    if (findExecutable("sudo") === undefined) return false;
    return capture("sudo", ["-n", "true"]).then(
        () => true,
        () => false,
    );
}

/**
 * Installs packages. Fetches the package lists before when they are missing or more than a day old, and after a
 * failure: an old list names files that mirrors no longer have. Never cut off by Ctrl-C.
 *
 * @param release takes the packages from this release, for example `bookworm-backports`
 */
export async function installDebianPackages(packages: readonly string[], progress: Progress, release?: string) {
    const from = release === undefined ? [] : ["--target-release", release];
    const install = () => aptGet(["install", "--yes", "--no-install-recommends", ...from, ...packages], progress);
    await withoutInterruption(async () => {
        if (listsAreFresh()) {
            const installed = await install().then(
                () => true,
                () => false,
            );
            if (installed) return;
        }
        await aptGet(["update"], progress);
        await install();
    });
}

/** Versions of a package that apt could install, best first, each with its release where apt must be told. */
export async function candidateVersions(name: string): Promise<{ version: string; release?: string }[]> {
    if (!listsAreFresh()) await withoutInterruption(() => aptGet(["update"]));
    return parseCandidates(await capture("apt-cache", ["madison", name]));
}

/** Reads `apt-cache madison`: `golang-go | 2:1.22~3~bpo12+1 | http://... bookworm-backports/main amd64 Packages`. */
export function parseCandidates(madison: string): { version: string; release?: string }[] {
    return madison.split("\n").flatMap((line) => {
        const [, version, source] = line.split("|").map((part) => part.trim());
        if (version === undefined || source === undefined) return [];
        const release = /\s(\S+-backports)\//.exec(source)?.[1];
        // Without the epoch, which says nothing about the program.
        return [{ version: version.replace(/^\d+:/, ""), ...(release === undefined ? {} : { release }) }];
    });
}

function listsAreFresh(): boolean {
    const lists = existsSync(packageLists)
        ? readdirSync(packageLists).filter((name) => name.includes("_Packages"))
        : [];
    const newest = Math.max(0, ...lists.map((name) => statSync(join(packageLists, name)).ctimeMs));
    return Date.now() - newest < freshMilliseconds;
}

async function aptGet(args: readonly string[], progress?: Progress): Promise<void> {
    const command = [
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        `DPkg::Lock::Timeout=${lockTimeoutSeconds}`,
        ...args,
    ];
    const [program, first] = isRoot() ? ["env", []] : ["sudo", ["-n", "env"]];
    await capture(program, [...first, ...command], { onLine: (line) => progress?.detail(line.slice(0, 60)) });
}
