import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { keepBuild } from "./kept-builds";

/** What is built, and how. */
export interface BuildOrder {
    /** Folder on this computer in which the command runs. */
    readonly folder: string;
    /** Program and arguments; nothing is expanded. Left out: it is built already. */
    readonly command?: readonly string[] | undefined;
    /** Folder below `folder` that holds the result. */
    readonly output: string;
    readonly environment: Readonly<Record<string, string>>;
}

/** All that a build gets of this computer's environment: no password, and no token of a cloud. */
const inherited = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "TZ", "XDG_CACHE_HOME"];
const forDownloads = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
];

/** For tools that write the time of the build into it: 1980-01-01, the first that a zip archive can say. */
const sourceDateEpoch = "315532800";

const timeoutMs = 30 * 60 * 1000;

const done = new Map<string, string>();

/**
 * Builds, and keeps the result for the delivery: once for each order while this process runs.
 *
 * @returns digest of the result
 * @throws Error that says why there is none.
 */
export function build(order: BuildOrder): string {
    const key = JSON.stringify([resolve(order.folder), order]);
    const known = done.get(key);
    if (known !== undefined) return known;
    if (!existsSync(order.folder)) throw new Error(`there is no folder ${resolve(order.folder)}`);
    runCommand(order);
    const output = resolve(order.folder, order.output);
    if (!existsSync(output)) throw new Error(`there is no ${output} once it is built`);
    const digest = keepBuild(output);
    done.set(key, digest);
    return digest;
}

function runCommand({ folder, command, environment }: BuildOrder): void {
    const [program, ...args] = command ?? [];
    if (program === undefined) return;
    const names = [...inherited, ...forDownloads];
    // eslint-disable-next-line no-restricted-syntax -- what a build of this computer gets of it is decided here
    const own = Object.entries(process.env).filter(([name]) => names.includes(name) || name.startsWith("LC_"));
    const env = { SOURCE_DATE_EPOCH: sourceDateEpoch, ...Object.fromEntries(own), ...environment };
    const result = spawnSync(program, args, {
        cwd: folder,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        timeout: timeoutMs,
        maxBuffer: 256 * 1024 * 1024,
    });
    if (result.error !== undefined) throw new Error(result.error.message);
    if (result.status === 0) return;
    const why = `its command ended with ${result.status ?? result.signal ?? "nothing"}`;
    throw new Error(`${why}: ${`${result.stdout}${result.stderr}`.trim().slice(-2000)}`);
}
