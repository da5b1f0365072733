import { pack } from "tar-stream";

/** Files of a payload by relative path. */
export type PayloadFiles = ReadonlyMap<string, string>;

/** A tar archive of root-only files, as one buffer: it is sent as the standard input of one remote command. */
export async function archivePayload(files: PayloadFiles): Promise<Buffer> {
    const archive = pack();
    for (const [name, content] of files) archive.entry({ name, mode: 0o600 }, content);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
}

/**
 * Remote command that unpacks an archive from its standard input and runs its `run` script as root. The folder is in
 * /run, a file system in memory, so secrets in it never reach a disk; it is removed however the script ends.
 */
export function payloadCommand(user: string): string {
    const script = [
        "umask 077",
        "mkdir -p /run/hardened-host",
        "work=$(mktemp -d /run/hardened-host/work.XXXXXX)",
        'trap "rm -rf \\"$work\\"" EXIT',
        'tar -x --no-same-owner -C "$work" -f -',
        'cd "$work"',
        "sh ./run",
    ].join(" && ");
    // A closing connection must not end the work half-way: the host finishes, and rolls back if nobody confirms.
    return `${user === "root" ? "" : "sudo -n "}sh -c 'trap "" HUP PIPE; ${script.replaceAll("'", `'\\''`)}'`;
}
