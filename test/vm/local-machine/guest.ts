import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { HostKeyState } from "../../../provider/host-key/host-key";

/** A folder of one test's own, in which the provider keeps its machines, with a key to log in to them. */
export class GuestBench {
    public readonly folder = mkdtempSync(join(tmpdir(), "local-machine-"));
    private readonly previousStateHome = process.env["XDG_STATE_HOME"];
    private readonly identity = join(this.folder, "identity");

    public constructor() {
        process.env["XDG_STATE_HOME"] = this.folder;
        execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", this.identity]);
    }

    public firstBootText(hostKey: HostKeyState): string {
        const users = [
            {
                name: "deploy",
                shell: "/bin/bash",
                sudo: "ALL=(ALL) NOPASSWD:ALL",
                ssh_authorized_keys: [readFileSync(`${this.identity}.pub`, "utf8").trim()],
            },
        ];
        const sshKeys = { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey };
        return `#cloud-config\n${JSON.stringify({ users, ssh_keys: sshKeys, manage_etc_hosts: true })}\n`;
    }

    /** Runs a command in the guest; fails when its host key is not the one given. */
    public async run(address: string, port: number, hostKey: HostKeyState, command: string): Promise<string> {
        const knownHosts = join(this.folder, "known_hosts");
        writeFileSync(knownHosts, `guest ${hostKey.publicKey}\n`);
        const options = [
            "HostKeyAlias=guest",
            `UserKnownHostsFile=${knownHosts}`,
            "StrictHostKeyChecking=yes",
            "BatchMode=yes",
        ];
        const args = [
            "-F",
            "none",
            "-i",
            this.identity,
            "-p",
            String(port),
            ...options.flatMap((option) => ["-o", option]),
        ];
        const { stdout } = await promisify(execFile)("ssh", [...args, `deploy@${address}`, command], {
            timeout: 120_000,
        });
        return stdout;
    }

    public remove(): void {
        rmSync(this.folder, { recursive: true });
        if (this.previousStateHome === undefined) delete process.env["XDG_STATE_HOME"];
        else process.env["XDG_STATE_HOME"] = this.previousStateHome;
    }
}

/** The first line that a server says, or nothing when there is none. */
function greeting(address: string, port: number): Promise<string> {
    return new Promise((resolve) => {
        const socket = createConnection(port, address);
        let text = "";
        socket.setTimeout(5000, () => socket.destroy());
        socket.on("data", (data) => {
            text += data.toString();
            socket.destroy();
        });
        socket.on("error", () => {});
        socket.on("close", () => {
            resolve(text.trim());
        });
    });
}

export async function waitForGreeting(address: string, port: number, timeoutSeconds: number): Promise<string> {
    const deadline = Date.now() + timeoutSeconds * 1000;
    while (Date.now() < deadline) {
        const text = await greeting(address, port);
        if (text !== "") return text;
        await sleep(500);
    }
    throw new Error(`nothing greeted on ${address}:${port} within ${timeoutSeconds} s`);
}
