import { z } from "zod";
import type { SettingsProblem } from "../components/host/errors";
import { loginName } from "../components/host/login-name";
import { publicKeyProblem, sshPublicKey } from "../components/host/ssh-public-key";
import { singleLine } from "../components/host/values";
import { settingPath } from "../components/host/setting-problems";
import type { Section } from "../components/host/setting-problems";

/** Keys travel in the first-boot text too, for which the strictest cloud (AWS) has 16384 bytes, all told. */
const maximumKeyBytes = 12_288;

const filePath = () =>
    singleLine(4096)
        .regex(/^(\/|~\/|\.{1,2}\/|[A-Za-z0-9_])/, "must be the path of a file; ~/ is your home folder")
        .refine((path) => !path.startsWith("~") || path.startsWith("~/"), "must not name another person's home folder");

/** How people, and the deployer, log in to a host. */
export const loginSettings = z.strictObject({
    user: loginName()
        .default("deploy")
        .meta({ description: "Account that logs in, with the right to become root by sudo. Made at the first boot." }),
    authorizedKeys: z
        .array(sshPublicKey())
        .default([])
        .meta({
            description:
                "Public keys that may log in, each as one line of a .pub file: ed25519, ECDSA, hardware-backed, or RSA " +
                "of 3072 bits or more.",
        }),
    authorizedKeyFiles: z.array(filePath()).default([]).meta({
        description: "Public key files on this computer whose keys may log in too. `~/` is your home folder.",
    }),
    identityFile: filePath()
        .optional()
        .meta({
            description:
                "Private key file on this computer for deliveries and in the printed ssh command. Left out, ssh asks " +
                "its agent and its own configuration. The file is never read by this program.",
        }),
    proxyJump: z
        .string()
        .regex(/^[A-Za-z0-9.@_-]+(:\d{1,5})?(,[A-Za-z0-9.@_-]+(:\d{1,5})?)*$/, "must be hosts as ssh -J takes them")
        .optional()
        .meta({ description: "Hosts to go through, as `ssh -J` takes them: `user@bastion.example.org:22`." }),
});

export type LoginSettings = z.output<typeof loginSettings>;

/** What is asked of this computer's disk. Paths come as written, with `~/`. */
export interface Disk {
    /** Content of a text file. Throws what Node throws. */
    read(path: string): string;
    exists(path: string): boolean;
}

/** Every public key of the settings and of the files that they name, without duplicates. */
export function collectKeys(login: LoginSettings, section: Section, disk: Disk, problems: SettingsProblem[]): string[] {
    const fromFiles = login.authorizedKeyFiles.flatMap((file, index) => {
        const path = settingPath(section.path, ["authorizedKeyFiles", index]);
        return readKeyFile(file, { ...section, path }, disk, problems);
    });
    const keys = [...new Set([...login.authorizedKeys, ...fromFiles])];
    if (keys.length === 0 && login.authorizedKeyFiles.length === 0) {
        problems.push({
            path: `${section.path}.authorizedKeys`,
            problem: "is empty, so that nobody could log in; it must hold at least one public key",
            remedy: `Add one there, or name your .pub file in ${section.path}.authorizedKeyFiles, in ${section.file}`,
        });
    }
    const bytes = Buffer.byteLength(keys.join("\n"));
    if (bytes > maximumKeyBytes) {
        problems.push({
            path: `${section.path}.authorizedKeys`,
            problem: `holds ${keys.length} keys of ${bytes} bytes together; all keys must fit in ${maximumKeyBytes} bytes`,
            remedy: `Use ed25519 keys, which are short, or let ssh.userCa of the host sign the others, in ${section.file}`,
        });
    }
    return keys;
}

/** The private key is for ssh alone; here it must only be there. */
export function checkIdentityFile(
    { identityFile }: LoginSettings,
    section: Section,
    disk: Disk,
    problems: SettingsProblem[],
): void {
    if (identityFile === undefined || disk.exists(identityFile)) return;
    problems.push({
        path: `${section.path}.identityFile`,
        problem: `"${identityFile}" is not there; it must be a private key file on this computer`,
        remedy: `Correct the path in ${section.file}, or make the key: ssh-keygen -t ed25519 -f ${identityFile}`,
    });
}

function readKeyFile(file: string, section: Section, disk: Disk, problems: SettingsProblem[]): string[] {
    const remedy = `Correct the path in ${section.file}`;
    let text;
    try {
        text = disk.read(file);
    } catch (error) {
        const reason = error instanceof Error ? error.message.replace(/,.*$/s, "") : String(error);
        const problem = `"${file}" cannot be read (${reason}); it must be a public key file on this computer`;
        problems.push({ path: section.path, problem, remedy: `${remedy}, or make the key: ssh-keygen -t ed25519` });
        return [];
    }
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
    const wrong = text.includes("PRIVATE KEY") ? ["this is a private key: name the .pub file"] : keyProblems(keys);
    problems.push(
        ...wrong.map((reason) => ({
            path: section.path,
            problem: `"${file}" is not accepted; it must hold public keys, one on each line: ${reason}`,
            remedy,
        })),
    );
    return wrong.length === 0 ? keys : [];
}

function keyProblems(keys: readonly string[]): string[] {
    if (keys.length === 0) return ["it has none"];
    return keys.flatMap((key) => publicKeyProblem(key) ?? []);
}
