import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Administrators' programs, which an ordinary user's PATH may leave out though the user may run them. */
const administratorFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** Path of a program on PATH, or undefined. */
export function findExecutable(name: string, searchPath = process.env["PATH"] ?? ""): string | undefined {
    return searchPath
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, name))
        .find(isExecutable);
}

/** Like {@link findExecutable}, and also looks where administrators' programs are. */
export function findAdministratorExecutable(name: string, searchPath = process.env["PATH"] ?? ""): string | undefined {
    return findExecutable(name, [searchPath, ...administratorFolders].join(delimiter));
}

/** True for a file that we may run. */
export function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}
