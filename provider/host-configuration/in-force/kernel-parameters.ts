/** One line of a sysctl.d(5) file. */
interface Assignment {
    /** File below /proc/sys, perhaps with `*`. */
    readonly path: string;
    /** Undefined where the file leaves the value open. */
    readonly value: string | undefined;
}

type Files = Readonly<Record<string, { readonly content: string }>>;

const folder = "/etc/sysctl.d/";

/** The files with kernel parameters, in the order in which systemd-sysctl reads them: the last value holds. */
function parameterFiles(files: Files): [string, string][] {
    return Object.entries(files)
        .filter(([path]) => path.startsWith(folder) && path.endsWith(".conf"))
        .map(([path, { content }]): [string, string] => [path, content])
        .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Lines with a leading `-` leave the value open: the kernel may refuse it, or lack the parameter, and systemd-sysctl
 * passes over both (sysctl.d(5)), so a difference there is one that no delivery could mend.
 */
function assignments(content: string): Assignment[] {
    return content.split("\n").flatMap((line) => {
        const [, open = "", key = "", value = ""] = /^\s*(-?)([^-#;=\s][^=]*?)\s*(?:=\s*(.*?)\s*)?$/.exec(line) ?? [];
        if (key === "") return [];
        return [{ path: `/proc/sys/${parameterPath(key)}`, value: open === "-" ? undefined : normal(value) }];
    });
}

/** `net.ipv4.conf.eth0/1.rp_filter` and `net/ipv4/conf/eth0.1/rp_filter` are the same: the first separator decides. */
function parameterPath(key: string): string {
    return /^[^./]*\//.test(key) ? key : exchangeSeparators(key);
}

function exchangeSeparators(text: string): string {
    return text.replace(/[./]/g, (separator) => (separator === "." ? "/" : "."));
}

function normal(value: string): string {
    return value.trim().split(/\s+/).join(" ");
}

/** Each part of a path needs no quoting but `*` and `?`, and leads downwards. */
const pattern = /^\/proc\/sys(\/(?!\.)[A-Za-z0-9@_:.*?-]+)+$/;

/** Files below /proc/sys to read on the host, as shell patterns. */
export function kernelParameterPatterns(files: Files): string[] {
    const paths = parameterFiles(files).flatMap(([, content]) => assignments(content).map(({ path }) => path));
    return [...new Set(paths)].filter((path) => pattern.test(path));
}

/**
 * Differences between what planned files say and what is in force, by file. Parameters that this kernel does not have
 * are passed over.
 *
 * @param inForce value by file below /proc/sys.
 */
export function kernelParameterDifferences(
    files: Files,
    inForce: ReadonlyMap<string, string>,
): ReadonlyMap<string, string[]> {
    const wanted = new Map<string, { file: string; value: string | undefined; explicit: boolean }>();
    for (const [file, content] of parameterFiles(files)) {
        for (const { path, value } of assignments(content)) {
            const explicit = !/[*?]/.test(path);
            for (const actual of explicit ? [path] : matching(path, inForce)) {
                // A pattern never replaces a value that is given by name: sysctl.d(5).
                if (!explicit && wanted.get(actual)?.explicit === true) continue;
                wanted.set(actual, { file, value, explicit });
            }
        }
    }
    const differences = new Map<string, string[]>();
    for (const [path, { file, value }] of wanted) {
        const actual = inForce.get(path);
        if (actual === undefined || value === undefined || normal(actual) === value) continue;
        const name = exchangeSeparators(path.slice("/proc/sys/".length));
        differences.set(file, [...(differences.get(file) ?? []), `${name} = ${normal(actual)}`]);
    }
    return differences;
}

function matching(glob: string, inForce: ReadonlyMap<string, string>): string[] {
    const expression = glob
        .replace(/[^A-Za-z0-9*?]/g, String.raw`\$&`)
        .replaceAll("*", "[^/]*")
        .replaceAll("?", "[^/]");
    const matcher = new RegExp(`^${expression}$`);
    return [...inForce.keys()].filter((path) => matcher.test(path));
}
