import { parse, stringify } from "yaml";
import { z } from "zod";
import { UserError } from "../bootstrap/user-error";

const map = z.record(z.string(), z.unknown());
const stackFile = z.looseObject({ config: z.looseObject({ "hardened-host:hosts": z.record(z.string(), map) }) });
const backedUp = z.looseObject({ backup: map });

/**
 * The stack file of a drill: one host of the stack as it is, on this computer, that only restores. Without DNS, so that
 * nobody is sent to it, and without buckets, which are the stack's own; its secrets, still encrypted, and their salt come with it.
 *
 * @param text of the stack's own file.
 */
export function drillStackFile(text: string, host: string): string {
    const given = stackFile.parse(parse(text));
    const { dns: _dns, ...settings } = given.config["hardened-host:hosts"][host] ?? {};
    const hostSettings = backedUp.safeParse(settings["host"]);
    if (!hostSettings.success)
        throw new UserError(`Host ${host} has no settings "backup": there is nothing to restore.`);
    const { backup } = hostSettings.data;
    if (z.object({ type: z.literal("folder") }).safeParse(backup["repository"]).success) {
        throw new UserError(`The backups of ${host} are on a disk of its own, which no other machine can read.`);
    }
    const secrets = z.record(z.string(), z.unknown()).catch({}).parse(given.config["hardened-host:secrets"]);
    const {
        "hardened-host:rollout": _rollout,
        "hardened-host:backupBuckets": _buckets,
        "hardened-host:restoreProvedAt": _proofs,
        ...config
    } = given.config;
    const drilled = { ...hostSettings.data, backup: { ...backup, mode: "restore-only", restoreFrom: "latest" } };
    return stringify({
        ...given,
        config: {
            ...config,
            "hardened-host:hosts": { [host]: { ...settings, cloud: { local: {} }, host: drilled } },
            ...(host in secrets ? { "hardened-host:secrets": { [host]: secrets[host] } } : {}),
        },
    });
}
