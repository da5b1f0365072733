import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline, type Readable } from "node:stream";
import { OperationError } from "../resource";

/** Name under which the pinned key stands in our own known_hosts file, whatever the address. */
const pinName = "hardened-host";

export interface SshTarget {
    readonly address: string;
    readonly port: number;
    readonly user: string;
    readonly identityFile?: string | undefined;
    readonly proxyJump?: string | undefined;
    /** Public keys of which the host must show one. */
    readonly hostKeys: readonly string[];
}

export interface RemoteResult {
    readonly status: number;
    readonly stderr: string;
}

/** `user@address port N`, for messages. */
export function describeTarget(target: SshTarget): string {
    return `${target.user}@${target.address} port ${target.port}`;
}

/** ssh gives 255 for its own failures, whatever the remote command does. */
const sshFailure = 255;

/**
 * One multiplexed connection by the system's OpenSSH client, so that agents, FIDO keys, certificates and the user's
 * ssh_config all work. Opened by the first command; a handshake is made once.
 */
export class SshConnection {
    private constructor(
        private readonly target: SshTarget,
        private readonly folder: string,
    ) {}

    public static async prepare(target: SshTarget): Promise<SshConnection> {
        // Short, because a control socket's path is limited to about 100 bytes.
        const folder = await mkdtemp(join(tmpdir(), "hh-"));
        const pins = target.hostKeys.map((key) => `${pinName} ${key}\n`).join("");
        await writeFile(join(folder, "known_hosts"), pins, { mode: 0o600 });
        return new SshConnection(target, folder);
    }

    /** Runs a command, feeding it `input` and giving every line of its output to `onLine`. */
    public run(
        command: string,
        input: Buffer | Readable,
        onLine: (line: string) => void,
        signal?: AbortSignal,
    ): Promise<RemoteResult> {
        return new Promise((resolve, reject) => {
            const child = spawn("ssh", [...this.options(), "--", this.target.address, command], {
                stdio: ["pipe", "pipe", "pipe"],
                ...(signal === undefined ? {} : { signal }),
            });
            let stderr = "";
            child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
            createInterface({ input: child.stdout }).on("line", onLine);
            // The other side may end before it has read everything: its status says why.
            child.stdin.on("error", () => {});
            if (input instanceof Buffer) child.stdin.end(input);
            else pipeline(input, child.stdin, () => {});
            child.on("error", (error) => {
                reject(error.message.includes("ENOENT") ? missingClient(error) : error);
            });
            child.on("close", (code) => {
                resolve({ status: code ?? sshFailure, stderr: stderr.trim() });
            });
        });
    }

    /** Ends the connection and removes every trace of it on this computer. */
    public async close(): Promise<void> {
        await new Promise<void>((resolve) => {
            const child = spawn("ssh", [...this.options(), "-O", "exit", "--", this.target.address], {
                stdio: "ignore",
            });
            child.on("error", () => {
                resolve();
            });
            child.on("close", () => {
                resolve();
            });
        });
        await rm(this.folder, { recursive: true, force: true });
    }

    private options(): string[] {
        const { port, user, identityFile, proxyJump } = this.target;
        const settings: Record<string, string | number> = {
            Port: port,
            User: user,
            BatchMode: "yes",
            StrictHostKeyChecking: "yes",
            UserKnownHostsFile: join(this.folder, "known_hosts"),
            GlobalKnownHostsFile: "/dev/null",
            KnownHostsCommand: "none",
            VerifyHostKeyDNS: "no",
            HostKeyAlias: pinName,
            HostKeyAlgorithms: "ssh-ed25519",
            UpdateHostKeys: "no",
            CheckHostIP: "no",
            PasswordAuthentication: "no",
            KbdInteractiveAuthentication: "no",
            ControlMaster: "auto",
            ControlPath: join(this.folder, "control"),
            // The background client ends by itself should this process be killed.
            ControlPersist: 60,
            ConnectTimeout: 15,
            ConnectionAttempts: 1,
            // Three minutes without a sign of life: an emulated machine under load may take one.
            ServerAliveInterval: 15,
            ServerAliveCountMax: 12,
            ClearAllForwardings: "yes",
            ForwardAgent: "no",
            ForwardX11: "no",
            PermitLocalCommand: "no",
            RequestTTY: "no",
            LogLevel: "ERROR",
            ...(identityFile === undefined ? {} : { IdentityFile: expandHome(identityFile), IdentitiesOnly: "yes" }),
            ...(proxyJump === undefined ? {} : { ProxyJump: proxyJump }),
        };
        return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    }
}

/** ssh itself would take the home folder of the password database, whatever HOME says. */
function expandHome(path: string): string {
    return path.replace(/^~(?=\/)/, homedir());
}

function missingClient(cause: Error): OperationError {
    return new OperationError("the OpenSSH client was not found on PATH. Install it (Debian, Ubuntu: openssh-client)", {
        cause,
    });
}

/** True when the connection itself failed, not the command behind it. */
export function isConnectionFailure(result: RemoteResult): boolean {
    return result.status === sshFailure;
}

/** True when the host showed a key other than the pinned one. */
export function isHostKeyMismatch(result: RemoteResult): boolean {
    return isConnectionFailure(result) && /host key verification failed|no matching host key type/i.test(result.stderr);
}
