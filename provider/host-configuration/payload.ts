import { pack } from "tar-stream";
import { shellQuote } from "../../components/host/shell-quote";

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

/** Last line of a payload's output: how its script ended. */
const exitLine = /^exit\t(\d+)$/;

/**
 * Remote command that unpacks an archive from its standard input and runs its `run` script as root, in a session of its
 * own: a closing connection, or a sudo that is killed with it, must not end the work half-way. The host finishes, and
 * rolls back if nobody confirms. The folder is in /run, in memory, so secrets in it never reach a disk; the script's
 * last act is to remove it.
 */
export function payloadCommand(user: string): string {
    const worker = 'sh ./run; printf "exit\\t%s\\n" "$?"; cd /; rm -rf "$0"';
    const script = [
        "umask 077",
        'trap "" HUP PIPE',
        'mkdir -p /run/hardened-host && work=$(mktemp -d /run/hardened-host/work.XXXXXX) && cd "$work" || exit 1',
        'tar -x --no-same-owner -f - || { rm -rf "$work"; exit 1; }',
        'printf "%s\\n" "${1%% *}" >client',
        ": >out; : >err; exec 3<out 4<err",
        `setsid sh -c ${shellQuote(worker)} "$work" </dev/null >>out 2>>err 3<&- 4<&- &`,
        // Files already open are read to their end although the worker has removed them.
        "tail -n +1 -s 0.1 --pid=$! -f <&3",
        "cat <&4 >&2",
    ].join("\n");
    // sudo drops the variable (its first word is the client's address), so the login shell fills it in.
    return `${user === "root" ? "" : "sudo -n "}sh -c ${shellQuote(script)} deliver "$SSH_CONNECTION"`;
}

/** Exit status of a payload's script when the line is its last one. */
export function payloadStatus(line: string): number | undefined {
    const match = exitLine.exec(line);
    return match === null ? undefined : Number(match[1]);
}
