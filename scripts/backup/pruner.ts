import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../bootstrap/child";
import { UserError } from "../bootstrap/user-error";
import type { Restic } from "./prune";
import type { BackupOfStack } from "./stack-backup";

/** Variables by which restic takes what opens a repository; the host's own credential is never one of them. */
const credentialVariables = ["AWS_ACCESS_KEY_ID", "RESTIC_REST_USERNAME", "SSH_AUTH_SOCK"] as const;

/** Runs `work` with a restic that has the pruner's credential, and believes the server that the host believes. */
export async function asPruner<Result>(
    backup: BackupOfStack,
    env: NodeJS.ProcessEnv,
    work: (restic: Restic) => Promise<Result>,
): Promise<Result> {
    const { repository } = backup.settings;
    if (repository.type !== "folder" && !credentialVariables.some((name) => env[name] !== undefined)) {
        throw new UserError(
            "No credential of the pruner's own is given. Set restic's variables for it (see docs/backups.md); the host's " +
                "own credential must not be able to delete.",
        );
    }
    const folder = await mkdtemp(join(tmpdir(), "hardened-host-prune-"));
    try {
        const options = await optionsOfTrust(backup, folder);
        const environment = {
            ...env,
            RESTIC_REPOSITORY: withCredential(env["RESTIC_REPOSITORY"] ?? backup.repository, env),
            RESTIC_PASSWORD: backup.password,
            RESTIC_PROGRESS_FPS: "0.016",
        };
        return await work((command) => capture("restic", [...options, ...command], { env: environment }));
    } finally {
        await rm(folder, { recursive: true });
    }
}

/** What makes restic believe the server of the settings, and none but it. */
async function optionsOfTrust({ settings: { repository } }: BackupOfStack, folder: string): Promise<string[]> {
    if (repository.type === "rest" && repository.caCertificate !== undefined) {
        const file = join(folder, "ca.pem");
        await writeFile(file, repository.caCertificate);
        return ["--cacert", file];
    }
    if (repository.type === "sftp") {
        const { host, port, user, hostKey } = repository;
        const file = join(folder, "known_hosts");
        await writeFile(file, `${port === 22 ? host : `[${host}]:${port}`} ${hostKey}\n`);
        const believed = `-o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${file}`;
        const command = `sftp.command=ssh -p ${port} ${believed} ${user}@${host} -s sftp`;
        return ["-o", command];
    }
    return [];
}

/** The same address with the credential in it: restic before 0.16 knows no variables for a rest-server's. */
export function withCredential(address: string, env: NodeJS.ProcessEnv): string {
    const { RESTIC_REST_USERNAME: user, RESTIC_REST_PASSWORD: password } = env;
    const [, url] = /^rest:(https?:\/\/.*)$/.exec(address) ?? [];
    if (url === undefined || user === undefined || password === undefined) return address;
    const parsed = new URL(url);
    if (parsed.username !== "") return address;
    return `rest:${parsed.protocol}//${encodeURIComponent(user)}:${encodeURIComponent(password)}@${parsed.host}${parsed.pathname}`;
}
