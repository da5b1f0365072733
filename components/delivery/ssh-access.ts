import { shellQuote } from "../host/shell-quote";

/** Where and as whom a person logs in. */
export interface SshAccess {
    readonly address: string;
    readonly port: number;
    readonly user: string;
    /** `ssh-ed25519 <base64>`. */
    readonly hostKey: string;
    readonly identityFile?: string;
    readonly proxyJump?: string;
}

/** Line for a known_hosts file; see "SSH_KNOWN_HOSTS FILE FORMAT" in sshd(8). */
export function knownHostsLine({ address, port, hostKey }: Pick<SshAccess, "address" | "port" | "hostKey">): string {
    return `${port === 22 ? address : `[${address}]:${port}`} ${hostKey}`;
}

/**
 * Command line that logs in as it stands, on any computer with OpenSSH 8.5 or later. It carries the pinned host key
 * (KnownHostsCommand, ssh_config(5)) and believes no other: it asks nothing the first time, and refuses a stranger.
 */
export function sshCommand(access: SshAccess): string {
    const { address, port, user, identityFile, proxyJump } = access;
    return [
        `ssh -p ${port}`,
        ...(identityFile === undefined ? [] : [`-i ${quoteForShell(identityFile)}`]),
        ...(proxyJump === undefined ? [] : [`-J ${quoteForShell(proxyJump)}`]),
        "-o StrictHostKeyChecking=yes",
        "-o UserKnownHostsFile=/dev/null",
        `-o ${quoteForShell(`KnownHostsCommand=/bin/echo ${knownHostsLine(access)}`)}`,
        `${user}@${address}`,
    ].join(" ");
}

/** A leading `~/` stays outside the quotes, where the shell knows it. */
function quoteForShell(text: string): string {
    const [, home = "", rest = text] = /^(~\/)?(.*)$/s.exec(text) ?? [];
    return home + (/^[A-Za-z0-9@%_+=:,./-]*$/.test(rest) ? rest : shellQuote(rest));
}
