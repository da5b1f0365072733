import { readFile, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";

/** Moves itself into each of the folders before the first `--`, and becomes what comes after it. */
const enter = `while [ "$1" != -- ]; do mkdir -p "$1" && echo $$ >"$1/cgroup.procs" || exit 1; shift; done; shift; exec "$@"`;

/**
 * A control group of a container's own. In this process's own the units of all containers would share a group by name,
 * those of other tests at the same time too: what systemd forbids, counts or ends by group would meet all of them.
 */
export class ControlGroup {
    private constructor(private readonly folders: readonly string[]) {}

    public static async of(name: string): Promise<ControlGroup> {
        const own = await readFile("/proc/self/cgroup", "utf8");
        const mounts = await readFile("/proc/self/mounts", "utf8");
        return new ControlGroup(hierarchies(own, mounts).map((folder) => join(folder, name)));
    }

    /** The program and arguments that run a program in the group, which is made for it. */
    public command(program: string, args: readonly string[]): [string, string[]] {
        return ["sh", ["-c", enter, "sh", ...this.folders, "--", program, ...args]];
    }

    /** Once nothing runs in it. */
    public async remove(): Promise<void> {
        for (const folder of this.folders) await removeGroups(folder);
    }
}

/** Folders of this process's group in what systemd keeps its units in: version 2, and its own of version 1 beside. */
function hierarchies(own: string, mounts: string): string[] {
    return mounts.split("\n").flatMap((line) => {
        const [, folder = "", type = "", options = ""] = line.split(" ");
        const isOfSystemd = type === "cgroup" && options.split(",").includes("name=systemd");
        if (type !== "cgroup2" && !isOfSystemd) return [];
        const path = own.split("\n").find((one) => (isOfSystemd ? /^\d+:name=systemd:/ : /^0::/).test(one));
        return path === undefined ? [] : [join(folder, path.replace(/^\d+:[^:]*:/, ""))];
    });
}

/** The files in a group are the kernel's, and go with it. */
async function removeGroups(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await removeGroups(join(folder, entry.name));
    // One whose processes have not all ended stays: it harms nobody.
    await rmdir(folder).catch(() => undefined);
}
