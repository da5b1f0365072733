import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SshTarget } from "../host-configuration/ssh";

export interface Presented {
    /** ed25519 host key of whoever answered, type and base64. */
    readonly key?: string;
    /** What ssh said, where there is none. */
    readonly detail: string;
}

/**
 * The ed25519 host key that a server shows. Nothing is offered to it: neither a key of ours nor a password.
 *
 * ssh-keyscan could tell it too, but goes through no ProxyJump.
 */
export async function presentedHostKey(target: Omit<SshTarget, "hostKeys">): Promise<Presented> {
    const folder = await mkdtemp(join(tmpdir(), "hh-"));
    const knownHosts = join(folder, "known_hosts");
    try {
        const detail = await knock(target, knownHosts);
        const line = await readFile(knownHosts, "utf8").catch(() => "");
        const key = /ssh-ed25519 \S+/.exec(line)?.[0];
        return { detail, ...(key === undefined ? {} : { key }) };
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

function knock({ address, port, user, proxyJump }: Omit<SshTarget, "hostKeys">, knownHosts: string): Promise<string> {
    const settings: Record<string, string | number> = {
        Port: port,
        User: user,
        BatchMode: "yes",
        // Into a file of its own, which is read and thrown away.
        StrictHostKeyChecking: "accept-new",
        UserKnownHostsFile: knownHosts,
        GlobalKnownHostsFile: "/dev/null",
        KnownHostsCommand: "none",
        VerifyHostKeyDNS: "no",
        HashKnownHosts: "no",
        HostKeyAlias: "presented",
        HostKeyAlgorithms: "ssh-ed25519",
        PreferredAuthentications: "none",
        ControlMaster: "no",
        ControlPath: "none",
        ConnectTimeout: 15,
        // Told at this level: which types a server offers that has no ed25519 key.
        LogLevel: "INFO",
        ...(proxyJump === undefined ? {} : { ProxyJump: proxyJump }),
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    return new Promise((resolve) => {
        execFile("ssh", [...options, "--", address, "true"], (_error, _stdout, stderr) => {
            resolve(stderr.trim());
        });
    });
}
