import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { canInstall, installDebianPackages } from "./debian-packages";
import type { PackageNames, SystemTool } from "./system-tools";

const installers: readonly { readonly system: string; readonly key: keyof PackageNames; readonly command: string }[] = [
    { system: "Debian, Ubuntu", key: "debian", command: "sudo apt-get install --no-install-recommends" },
    { system: "Fedora", key: "fedora", command: "sudo dnf install" },
    { system: "Arch", key: "arch", command: "sudo pacman -S" },
    { system: "openSUSE", key: "openSuse", command: "sudo zypper install" },
];

/** Sees to it that the tools are there: installs their packages where it may, else says exactly what to install. */
export function ensureSystemTools(phases: Phases, tools: readonly SystemTool[]): Promise<void> {
    return phases.run("system packages", async (progress) => {
        const missing = await findMissing(tools);
        if (missing.length === 0) return;
        if (!(await canInstall())) throw new UserError(missingToolsMessage(missing));
        const packages = missing.map((tool) => tool.packages.debian);
        progress.begin(`installing with apt-get what is missing here: ${packages.join(", ")}`);
        await installDebianPackages(packages, progress);
        const stillMissing = await findMissing(missing);
        if (stillMissing.length > 0) throw new UserError(missingToolsMessage(stillMissing));
    });
}

async function findMissing(tools: readonly SystemTool[]): Promise<SystemTool[]> {
    const present = await Promise.all(tools.map(async (tool) => tool.isPresent()));
    return tools.filter((_tool, index) => !present[index]);
}

/** Which packages are missing, why they are needed, and the command that installs them on the common systems. */
export function missingToolsMessage(missing: readonly SystemTool[]): string {
    const width = Math.max(...missing.map((tool) => tool.packages.debian.length));
    return [
        "These system packages are missing, and this account may not install them (no root, no sudo without password):",
        ...missing.map((tool) => `  ${tool.packages.debian.padEnd(width)}  needed to ${tool.purpose}`),
        "Install them, then run the same command again:",
        ...installers.map(({ system, key, command }) => `  ${system}: ${installLine(missing, key, command)}`),
    ].join("\n");
}

function installLine(missing: readonly SystemTool[], key: keyof PackageNames, command: string): string {
    const packages = missing.flatMap((tool) => tool.packages[key] ?? []);
    const unavailable = missing.filter((tool) => tool.packages[key] === null).map((tool) => tool.packages.debian);
    const elsewhere = unavailable.length === 0 ? "" : ` (not packaged there: ${unavailable.join(", ")})`;
    return `${packages.length === 0 ? "nothing" : [command, ...packages].join(" ")}${elsewhere}`;
}
