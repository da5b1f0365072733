import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, lstatSync } from "node:fs";
import { join, posix } from "node:path";

/** One thing in a folder that is delivered. Paths are relative, with `/`; order is that of their bytes. */
export type TreeEntry =
    | { readonly kind: "folder"; readonly path: string }
    | { readonly kind: "file"; readonly path: string; readonly isProgram: boolean; readonly sizeBytes: number }
    | { readonly kind: "link"; readonly path: string; readonly target: string };

/** What a host can be given: more is an image, not a program. */
const limits = { entries: 50_000, bytes: 1024 ** 3 };

/** Everything below a folder, sorted. @throws Error that says what in it cannot be delivered. */
export function treeOf(folder: string): readonly TreeEntry[] {
    const entries = entriesBelow(folder, "");
    const bytes = entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.sizeBytes : 0), 0);
    if (entries.length > limits.entries) throw new Error(`it holds ${entries.length} files; at most ${limits.entries}`);
    if (bytes > limits.bytes) throw new Error(`it holds ${Math.ceil(bytes / 1024 ** 2)} MiB; at most 1024`);
    if (!entries.some(({ kind }) => kind === "file")) throw new Error("it holds no file");
    return entries;
}

function entriesBelow(folder: string, parent: string): TreeEntry[] {
    const names = readdirSync(join(folder, parent)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return names.flatMap((name): TreeEntry[] => {
        const path = posix.join(parent, name);
        if (/[\p{Cc}\\\u{fffd}]/u.test(name))
            throw new Error(`${JSON.stringify(path)} has a name that is not plain text`);
        const found = lstatSync(join(folder, path));
        if (found.isDirectory()) return [{ kind: "folder", path }, ...entriesBelow(folder, path)];
        if (found.isSymbolicLink()) return [{ kind: "link", path, target: linkTarget(folder, path) }];
        if (!found.isFile()) throw new Error(`${path} is neither a file nor a folder nor a link`);
        return [{ kind: "file", path, isProgram: (found.mode & 0o111) !== 0, sizeBytes: found.size }];
    });
}

/** A link that leads out of the folder would lead to something else on the host. */
function linkTarget(folder: string, path: string): string {
    const target = readlinkSync(join(folder, path));
    const end = posix.normalize(posix.join(posix.dirname(path), target));
    if (posix.isAbsolute(target) || end === ".." || end.startsWith("../") || /[\p{Cc}\\]/u.test(target)) {
        throw new Error(`the link ${path} leads out of it, to ${target}`);
    }
    return target;
}

/**
 * SHA-256 of the list of all that is in a folder: names, contents, links and which files are programs; no times, no
 * owners. `program-install-build.ts` has the host make the same list of what arrived.
 */
export function digestOfTree(folder: string, entries: readonly TreeEntry[]): string {
    const lines = entries.flatMap((entry) => {
        const path = `./${entry.path}`;
        if (entry.kind === "folder") return [`d ${path}`];
        if (entry.kind === "link") return [`l ${path} -> ${entry.target}`];
        const digest = createHash("sha256")
            .update(readFileSync(join(folder, entry.path)))
            .digest("hex");
        return [`${digest}  ${path}`, ...(entry.isProgram ? [`x ${path}`] : [])];
    });
    const sorted = lines.map((line) => Buffer.from(`${line}\n`)).sort((a, b) => Buffer.compare(a, b));
    return createHash("sha256").update(Buffer.concat(sorted)).digest("hex");
}
