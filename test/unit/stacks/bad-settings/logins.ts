import type { TestKeys } from "../settings-fixture";
import { file, host, inHost } from "./case";
import type { Case } from "./case";

const accountName = "must be 1 to 32 lower-case letters, digits and hyphens, starting with a letter";
const publicKey = "must be one line of a public key file: ed25519, ECDSA";
const keyFile = "must hold public keys, one on each line";
const oneLine = "must be one line without control characters";

export function logins(keys: TestKeys): Case[] {
    const inKey = (what: string, value: string, given: string): Case =>
        inHost(what, "login.authorizedKeys", [value], {
            path: `${host}.login.authorizedKeys[0]`,
            given,
            accepted: publicKey,
        });
    const inFile = (what: string, name: string, given: string, accepted: string): Case =>
        inHost(what, "login.authorizedKeyFiles", [name], {
            path: `${host}.login.authorizedKeyFiles[0]`,
            given,
            accepted,
            remedy: `Correct the path in ${file}`,
        });
    const [type = "", blob = ""] = keys.ed25519.split(" ");
    return [
        inKey("a DSA key", keys.dsa, "DSA"),
        inKey("an RSA key of 2048 bits", keys.rsa2048, "2048 bits"),
        inKey("a key that is cut short", `${type} ${blob.slice(0, -8)}`, "ssh-ed25519"),
        inKey("a key that is no base64", "ssh-ed25519 not*base64", "ssh-ed25519"),
        inKey("a key of another type than it says", `ssh-rsa ${blob}`, "ssh-rsa"),
        inKey("a key with options before it", `command="/bin/sh" ${keys.ed25519}`, "before the key type"),
        inKey("two keys in one text", `${keys.ed25519}\n${keys.rsa3072}`, "line break"),
        inKey("an empty key", "", "not accepted"),
        inKey("a private key", keys.ed25519Private, "private key"),
        inHost("keys that are one text and no list", "login.authorizedKeys", "ssh-ed25519 AAAA", {
            accepted: "must be a list",
        }),
        inHost("an empty list of keys", "login.authorizedKeys", [], {
            given: "is empty",
            accepted: "must hold at least one public key",
            remedy: `name your .pub file in ${host}.login.authorizedKeyFiles, in ${file}`,
        }),
        inHost("more keys than a first boot can carry", "login.authorizedKeys", manyKeys(keys), {
            given: "holds 200 keys",
            accepted: "must fit in 12288 bytes",
            remedy: "Use ed25519 keys",
        }),
        inFile("a key file that is not there", "~/.ssh/absent.pub", "ENOENT", "must be a public key file"),
        inFile("a key file without keys", "/keys/empty.pub", "it has none", keyFile),
        inFile("a key file with a weak key", "/keys/weak.pub", "2048 bits", keyFile),
        inFile("a private key file in the place of a public one", "/keys/private", "private key", keyFile),
        inHost("a key file in another's home", "login.authorizedKeyFiles", ["~root/.ssh/id.pub"], {
            path: `${host}.login.authorizedKeyFiles[0]`,
            given: '"~root/.ssh/id.pub"',
            accepted: "must be the path of a file; ~/ is your home folder",
        }),
        inHost("a key file with a line break in its name", "login.authorizedKeyFiles", ["/keys/a\n.pub"], {
            path: `${host}.login.authorizedKeyFiles[0]`,
            given: String.raw`"/keys/a\n.pub"`,
            accepted: oneLine,
        }),
        inHost("an identity file that is not there", "login.identityFile", "~/.ssh/absent", {
            accepted: "must be a private key file on this computer",
            remedy: "ssh-keygen -t ed25519 -f ~/.ssh/absent",
        }),
        inHost("root as the login user", "login.user", "root", {
            accepted: "must not be the name of a system account",
        }),
        inHost("an account of the system as the login user", "login.user", "www-data", {
            accepted: "such as root or www-data",
        }),
        inHost("a login user with a shell's characters", "login.user", "a;reboot", { accepted: accountName }),
        inHost("a login user with a line break", "login.user", "deploy\nroot", { accepted: accountName }),
        inHost("a login user that leads out of a folder", "login.user", "../../etc/passwd", { accepted: accountName }),
        inHost("a jump host that is an option", "login.proxyJump", "host -oProxyCommand=sh", {
            accepted: "must be hosts as ssh -J takes them",
        }),
    ];
}

function manyKeys({ ed25519 }: TestKeys): string[] {
    return Array.from({ length: 200 }, (_, index) => `${ed25519}-${index}`);
}
