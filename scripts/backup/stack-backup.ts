import { z } from "zod";
import { repositoryAddress } from "../../components/host/services/backup/repository";
import { credentialSecret, passwordSecret } from "../../components/host/services/backup/names";
import { backupSettings, type BackupSettings } from "../../components/host/services/backup/settings";
import { capture } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import { UserError } from "../bootstrap/user-error";

/** What a stack says of one host's backups, its secrets decrypted. */
export interface BackupOfStack {
    readonly host: string;
    readonly settings: BackupSettings;
    /** As restic takes it. */
    readonly repository: string;
    readonly password: string;
    /** The host's own, which can add and read; none for a local folder. */
    readonly credential: string | undefined;
}

const entry = z.object({ value: z.string().optional(), objectValue: z.unknown().optional() });
const hostsSchema = z.record(
    z.string(),
    z.object({ host: z.object({ backup: z.unknown() }).catch({ backup: undefined }) }),
);
const secretsSchema = z.record(z.string(), z.record(z.string(), z.unknown())).catch({});

/** Reads a stack's settings through Pulumi, which decrypts them; in memory only. */
export async function readBackupOfStack(
    stack: string,
    host: string | undefined,
    env: NodeJS.ProcessEnv,
): Promise<BackupOfStack> {
    const args = ["config", "--json", "--show-secrets", "--stack", stack];
    return chooseBackup(await capture("pulumi", args, { cwd: projectRoot, env }), host);
}

/** @param configuration what `pulumi config --json --show-secrets` prints. */
export function chooseBackup(configuration: string, wanted: string | undefined): BackupOfStack {
    const config = z.record(z.string(), entry).parse(JSON.parse(configuration));
    const hosts = hostsSchema.parse(section(config["hardened-host:hosts"]));
    const names = Object.keys(hosts).filter((name) => hosts[name]?.host.backup !== undefined);
    const [only, ...others] = names;
    const host = wanted ?? (others.length === 0 ? only : undefined);
    if (host === undefined || !names.includes(host)) {
        const known = names.length === 0 ? "no host of the stack has backups" : `with backups: ${names.join(", ")}`;
        throw new UserError(
            `${host === undefined ? "No host given" : `There is no host "${host}" with backups`}; ${known}.`,
        );
    }
    const secrets = secretsSchema.parse(section(config["hardened-host:secrets"]) ?? {})[host] ?? {};
    const password = secrets[passwordSecret];
    if (typeof password !== "string") {
        throw new UserError(
            `The stack holds no secrets.${host}.${passwordSecret}, without which nobody can read the backups.`,
        );
    }
    const settings = backupSettings.parse(hosts[host]?.host.backup);
    const credential = secrets[credentialSecret];
    return {
        host,
        settings,
        repository: repositoryAddress(settings.repository, host),
        password,
        credential: typeof credential === "string" ? credential : undefined,
    };
}

/** Pulumi gives a structured value as an object, or as its JSON. */
function section(given: z.output<typeof entry> | undefined): unknown {
    return given?.objectValue ?? (given?.value === undefined ? undefined : JSON.parse(given.value));
}
