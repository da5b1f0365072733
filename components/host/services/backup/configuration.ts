import { hashComment, managedNotice } from "../../formats/comments";
import type { HostFacts } from "../../part";
import type { ManagedFile } from "../../plan";
import { configurationFolder, settingsFile } from "./names";
import { caCertificateOf, hasCredential, repositoryAddress } from "./repository";
import type { BackupSettings } from "./settings";

const caFile = `${configurationFolder}/repository-ca.pem`;
const knownHostsFile = `${configurationFolder}/known_hosts`;

/** Part of its limit that the Go runtime keeps its heap within, before the kernel would end it. */
const heapShare = 0.8;

/** What the programs on the host read: a file of shell variables, and what restic needs to believe the server. */
export function configurationFiles(chosen: BackupSettings, host: HostFacts): Record<string, ManagedFile> {
    const { repository } = chosen;
    const caCertificate = caCertificateOf(repository);
    return {
        [settingsFile]: { content: settingsText(chosen, host), validate: 'sh -n "$1"' },
        ...(caCertificate === undefined ? {} : { [caFile]: { content: `${caCertificate.trim()}\n` } }),
        ...(repository.type === "sftp"
            ? { [knownHostsFile]: { content: `${knownName(repository)} ${repository.hostKey}\n` } }
            : {}),
    };
}

/** As ssh looks it up: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
function knownName({ host, port }: { readonly host: string; readonly port: number }): string {
    return port === 22 ? host : `[${host}]:${port}`;
}

function settingsText(chosen: BackupSettings, { hostname, distribution }: HostFacts): string {
    const { repository } = chosen;
    const values: Readonly<Record<string, string | number>> = {
        RESTIC_REPOSITORY: repositoryAddress(repository, hostname),
        RESTIC_CACERT: caCertificateOf(repository) === undefined ? "" : caFile,
        RESTIC_PROGRESS_FPS: "0.016",
        GOMEMLIMIT: `${Math.floor(chosen.memoryLimitMib * heapShare)}MiB`,
        repository_type: repository.type,
        repository_user: userOf(chosen),
        region: repository.type === "s3" ? (repository.region ?? "") : "",
        known_hosts: repository.type === "sftp" ? knownHostsFile : "",
        sftp_port: repository.type === "sftp" ? repository.port : "",
        sftp_host: repository.type === "sftp" ? repository.host : "",
        has_credential: hasCredential(repository) ? "yes" : "no",
        snapshot_host: hostname,
        mode: chosen.mode,
        attempts: chosen.attempts,
        retry_minutes: chosen.retryMinutes,
        // restic 0.16 and later; Debian 12 has 0.14, which gives up at once, and is tried again.
        lock_wait: distribution.version === "12" ? "" : `${chosen.lockWaitMinutes}m`,
        stale_after_hours: chosen.staleAfterHours,
        upload_limit: chosen.uploadLimitKibPerSecond,
        check_parts: chosen.check.parts,
        sample_files: chosen.check.sampleFiles,
        restore_from: chosen.restoreFrom ?? "",
    };
    // No value can hold a quotation mark: the schema sees to it.
    const entries = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
    return [...hashComment(managedNotice), ...entries, ""].join("\n");
}

function userOf({ repository }: BackupSettings): string {
    switch (repository.type) {
        case "s3":
            return repository.accessKeyId;
        case "rest":
        case "sftp":
            return repository.user;
        case "folder":
            return "";
    }
}
