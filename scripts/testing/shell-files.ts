import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../bootstrap/child";

const firstLineBytes = 100;

/** Shell files among those that git knows or would add: by their ending, or by their first line. */
export async function findShellFiles(root: string): Promise<string[]> {
    const listed = await capture("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        cwd: root,
    });
    const names = [...new Set(listed.split("\0"))];
    return names.filter((name) => name !== "" && isShellFile(name, join(root, name))).sort();
}

function isShellFile(name: string, path: string): boolean {
    if (!(statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)) return false;
    return /\.(sh|bash)$/.test(name) || hasShellShebang(readFirstBytes(path));
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
