import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { capture } from "../bootstrap/child";
import { isAtLeast } from "../bootstrap/version";
import { findExecutable, isExecutable } from "./executables";

/** The oldest engine that this project is willing to run with. */
export const minimumEngine = "3.200.0";
export const languageHost = "pulumi-language-nodejs";

/**
 * Path of a `pulumi` on PATH that is {@link minimumEngine} or later and finds its Node language host, which it looks
 * for on PATH and beside itself; else undefined.
 */
export async function findEngineOnPath(searchPath = process.env["PATH"] ?? ""): Promise<string | undefined> {
    const engine = findExecutable("pulumi", searchPath);
    if (engine === undefined) return undefined;
    const beside = [engine, realpathSync(engine)].map((path) => join(dirname(path), languageHost));
    if (findExecutable(languageHost, searchPath) === undefined && !beside.some(isExecutable)) return undefined;
    const version = await capture(engine, ["version"], {
        env: { ...process.env, PATH: searchPath, PULUMI_SKIP_UPDATE_CHECK: "true" },
    }).catch(() => "");
    return isAtLeast(version, minimumEngine) ? engine : undefined;
}
