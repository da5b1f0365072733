import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SettingsSource } from "../../../stacks/settings";

/** Key pairs made for one run of the tests. */
export interface TestKeys {
    readonly ed25519: string;
    readonly ed25519Private: string;
    readonly rsa2048: string;
    readonly rsa3072: string;
    readonly dsa: string;
}

export function makeTestKeys(): TestKeys {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));
    try {
        const make = (name: string, ...options: string[]) => {
            execFileSync("ssh-keygen", ["-q", "-N", "", "-C", name, "-f", join(folder, name), ...options]);
            return readFileSync(join(folder, `${name}.pub`), "utf8").trim();
        };
        return {
            ed25519: make("ed25519", "-t", "ed25519"),
            ed25519Private: readFileSync(join(folder, "ed25519"), "utf8"),
            rsa2048: make("rsa2048", "-t", "rsa", "-b", "2048"),
            rsa3072: make("rsa3072", "-t", "rsa", "-b", "3072"),
            dsa: makeDsaKey(),
        };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** OpenSSH makes no DSA keys any more: one in the wire form of RFC 4253 section 6.6, of numbers that are just random. */
function makeDsaKey(): string {
    const fields = [Buffer.from("ssh-dss"), ...[128, 20, 128, 128].map((length) => randomBytes(length))];
    const blob = Buffer.concat(
        fields.flatMap((field) => {
            const length = Buffer.alloc(4);
            length.writeUInt32BE(field.length);
            return [length, field];
        }),
    );
    return `ssh-dss ${blob.toString("base64")} old@example.org`;
}

/** A private key in PEM, for the tests that one never shows up in a message. */
export function makePemPrivateKey(): string {
    return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** A settings tree that tests change at will; what is in it is whatever the test needs to be wrong. */
export type Tree = Record<string, unknown>;

/** Files of a computer that does not exist. */
export function diskWith(files: Readonly<Record<string, string>>): SettingsSource["disk"] {
    return {
        exists: (path) => Object.hasOwn(files, path),
        read: (path) => {
            const text = files[path];
            if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
            return text;
        },
    };
}

/** A copy of a tree with the value at a path of keys replaced, or taken out where it is `undefined`. */
export function changed(tree: Tree, path: readonly string[], value: unknown): Tree {
    const [key = "", ...rest] = path;
    if (rest.length > 0) {
        const inner = tree[key];
        const branch = typeof inner === "object" && inner !== null ? { ...inner } : {};
        return { ...tree, [key]: changed(branch, rest, value) };
    }
    const { [key]: _old, ...others } = tree;
    return value === undefined ? others : { ...others, [key]: value };
}
