import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { stateFolder } from "../bootstrap/paths";
import { findExecutable } from "../toolchain/executables";

/** PATH with the Node that runs us and these folders in front. */
export function withPath(environment: NodeJS.ProcessEnv, folders: readonly (string | undefined)[]): NodeJS.ProcessEnv {
    const searchPath = environment["PATH"] ?? "";
    const ownNode = findExecutable("node", searchPath) === process.execPath ? undefined : dirname(process.execPath);
    const inFront = [ownNode, ...folders].filter((folder) => folder !== undefined);
    return { ...environment, PATH: [...inFront, searchPath].join(delimiter) };
}

/**
 * What Pulumi needs to know. What the user has set, or logged in to, is left alone; else stacks are kept in our state
 * folder, encrypted with a passphrase made for this computer.
 *
 * @param say told where secrets were put, when they are new
 */
export function pulumiEnvironment(
    environment: NodeJS.ProcessEnv,
    say: (line: string) => void,
    state = stateFolder(),
): NodeJS.ProcessEnv {
    const own: NodeJS.ProcessEnv = {
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // A stack file without a salt is decrypted with the one in the stack's state: see withoutNewSalt.
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    };
    if (environment["PULUMI_BACKEND_URL"] === undefined && !isLoggedIn(environment)) {
        own["PULUMI_BACKEND_URL"] = `file://${privateFolder(join(state, "pulumi"))}`;
    }
    const hasPassphrase = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"].some(
        (name) => environment[name] !== undefined,
    );
    if (!hasPassphrase) own["PULUMI_CONFIG_PASSPHRASE_FILE"] = ensurePassphrase(privateFolder(state), say);
    return { ...environment, ...own };
}

/** True when `pulumi login` has chosen a backend. */
function isLoggedIn(environment: NodeJS.ProcessEnv): boolean {
    const home = environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    const path = join(home, "credentials.json");
    if (!existsSync(path)) return false;
    const credentials: unknown = JSON.parse(readFileSync(path, "utf8"));
    const current =
        typeof credentials === "object" && credentials !== null && "current" in credentials && credentials.current;
    return typeof current === "string" && current !== "";
}

/** Makes the folder when missing, and keeps others out of it: it holds what opens the user's stacks. */
function privateFolder(path: string): string {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    return path;
}

function ensurePassphrase(folder: string, say: (line: string) => void): string {
    const path = join(folder, "passphrase");
    if (existsSync(path)) return path;
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    try {
        // Unlike a rename, a link never replaces the passphrase that another process has just made.
        linkSync(draft, path);
        say(`The secrets in your stacks are encrypted with a new passphrase, kept in ${path}: back it up.`);
    } catch (error) {
        if (!existsSync(path)) throw error;
    } finally {
        rmSync(draft);
    }
    return path;
}
