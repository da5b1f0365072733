import { readFileSync } from "node:fs";
import { capture } from "../bootstrap/child";
import type { Progress } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { isAtLeast } from "../bootstrap/version";
import { candidateVersions, canInstall, installDebianPackages } from "./debian-packages";
import { findExecutable } from "./executables";

/** A Go that can build what a go.mod asks for. */
export interface Go {
    readonly path: string;
    readonly environment: NodeJS.ProcessEnv;
}

/** The first release that fetches the release that a go.mod asks for. */
const firstGoThatUpgradesItself = "1.21";
const places = ["/usr/local/go/bin", "/usr/lib/go/bin"];

/** Finds Go, or installs the system's package, or says exactly what to install. */
export async function ensureGo(goMod: string, progress: Progress): Promise<Go> {
    const wanted = wantedGo(readFileSync(goMod, "utf8"));
    const found = (await findGo(wanted)) ?? (await installGo(wanted, progress));
    if (found === undefined) throw new UserError(missingGoMessage(wanted));
    return found;
}

/** The `go` line of a go.mod. */
export function wantedGo(goMod: string): string {
    const version = /^go (\S+)$/m.exec(goMod)?.[1];
    if (version === undefined) throw new Error("go.mod without a go line");
    return version;
}

async function findGo(wanted: string, searchPath = process.env["PATH"] ?? ""): Promise<Go | undefined> {
    const path = findExecutable("go", [searchPath, ...places].join(":"));
    if (path === undefined) return undefined;
    const version = await capture(path, ["env", "GOVERSION"], {
        cwd: "/",
        env: { ...process.env, GOTOOLCHAIN: "local" },
    }).catch(() => "");
    return chooseToolchain(path, version, wanted);
}

/** Says how to run the Go at `path` so that it builds what needs `wanted`; undefined when it is too old to do so. */
export function chooseToolchain(path: string, version: string, wanted: string): Go | undefined {
    if (isAtLeast(version, wanted)) return { path, environment: { GOTOOLCHAIN: "local" } };
    // Distributions switch this off; the newer Go it fetches is checked against Go's own checksum database.
    if (isAtLeast(version, firstGoThatUpgradesItself)) return { path, environment: { GOTOOLCHAIN: "auto" } };
    return undefined;
}

async function installGo(wanted: string, progress: Progress): Promise<Go | undefined> {
    if (!(await canInstall())) return undefined;
    const choice = (await candidateVersions("golang-go")).find(({ version }) =>
        isAtLeast(version, firstGoThatUpgradesItself),
    );
    if (choice === undefined) return undefined;
    progress.begin(`installing the system's Go package (golang-go ${choice.version})`);
    await installDebianPackages(["golang-go"], progress, choice.release);
    return findGo(wanted);
}

/** What to install, on the common systems. */
export function missingGoMessage(wanted: string): string {
    return [
        "The Pulumi engine cannot be downloaded here, and building it needs Go, which is missing or older than " +
            `${firstGoThatUpgradesItself} (best: ${wanted} or later). Install one of these and run the same command again:`,
        "  Debian 13, Ubuntu 24.04 and later: sudo apt-get install golang-go",
        "  Debian 12: enable bookworm-backports, then sudo apt-get install -t bookworm-backports golang-go",
        "  Fedora: sudo dnf install golang",
        "  Arch: sudo pacman -S go",
        "  openSUSE: sudo zypper install go",
        "  any: https://go.dev/doc/install",
        "Or install Pulumi itself (https://www.pulumi.com/docs/install/): then nothing needs to be built.",
    ].join("\n");
}
