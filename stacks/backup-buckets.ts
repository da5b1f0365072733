import { z } from "zod";
import { backupStore, backupStoreIds } from "../components/backup-stores/index";
import type { BackupStoreFactory } from "../components/backup-stores/store";
import type { SettingsProblem } from "../components/host/errors";
import { hostLabel } from "../components/host/values";
import { readSection, settingPath } from "../components/host/setting-problems";

/** A bucket that the stack makes for backups. */
export interface BackupBucket {
    readonly name: string;
    readonly make: BackupStoreFactory;
}

const bucketMap = z.record(hostLabel(), z.strictObject(byProvider(() => z.unknown().optional())));

/** Strict schema of the settings of one bucket at each provider, for the reference. */
export function backupBucketSettings(): z.ZodType {
    return z.strictObject(byProvider((id) => z.optional(backupStore(id))));
}

/** Checks the buckets of a stack. What is wrong is added to `problems`. */
export function readBackupBuckets(given: unknown, file: string, problems: SettingsProblem[]): readonly BackupBucket[] {
    const buckets = readSection(bucketMap, given ?? {}, { path: "backupBuckets", file }, problems) ?? {};
    return Object.entries(buckets).flatMap(([name, providers]): BackupBucket[] => {
        const path = settingPath("backupBuckets", [name]);
        const [id, ...others] = backupStoreIds.filter((provider) => providers[provider] !== undefined);
        if (id === undefined || others.length > 0) {
            const problem = `names ${id === undefined ? "no provider" : [id, ...others].join(" and ")}; it must name exactly one`;
            problems.push({ path, problem, remedy: `Keep one of ${backupStoreIds.join(", ")} in ${file}` });
            return [];
        }
        const make = readSection(backupStore(id), providers[id], { path: `${path}.${id}`, file }, problems);
        return make === undefined ? [] : [{ name, make }];
    });
}

function byProvider<Value>(value: (id: (typeof backupStoreIds)[number]) => Value) {
    return { aws: value("aws"), digitalocean: value("digitalocean") };
}
