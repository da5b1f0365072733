import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../bootstrap/child";

const firstLineBytes = 100;

export interface ShellFiles {
    /** Their first line names the shell. */
    readonly scripts: readonly string[];
    /** Read by another shell, a POSIX one: known by their ending only. */
    readonly fragments: readonly string[];
}

/** Shell files among those that git knows or would add. */
export async function findShellFiles(root: string): Promise<ShellFiles> {
    const listed = await capture("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        cwd: root,
    });
    const names = [...new Set(listed.split("\0"))];
    const files = names.filter((name) => name !== "" && isFile(join(root, name))).sort();
    const scripts = files.filter((name) => hasShellShebang(readFirstBytes(join(root, name))));
    return { scripts, fragments: files.filter((name) => name.endsWith(".sh") && !scripts.includes(name)) };
}

function isFile(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** True for `#!/bin/sh`, `#!/usr/bin/env bash` and their like. */
export function hasShellShebang(text: string): boolean {
    return /^#!\s*\S*\/(env\s+(-\S+\s+)*)?(ba|da|k)?sh(\s|$)/.test(text);
}

function readFirstBytes(path: string): string {
    const descriptor = openSync(path, "r");
    try {
        const buffer = Buffer.alloc(firstLineBytes);
        return buffer.toString("utf8", 0, readSync(descriptor, buffer));
    } finally {
        closeSync(descriptor);
    }
}
