import * as pulumi from "@pulumi/pulumi";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { SettingsError, quoteValue } from "../components/host/errors";
import type { SettingsProblem } from "../components/host/errors";
import { hostLabel } from "../components/host/values";
import { readBackupBuckets } from "./backup-buckets";
import type { BackupBucket } from "./backup-buckets";
import { readHost } from "./host-settings";
import type { HostSettingsOfStack } from "./host-settings";
import type { Disk } from "./login";
import { readRestoreProofs, restoreProofsKey } from "./restore-proofs";
import type { RestoreProofs } from "./restore-proofs";
import { readRollout } from "./rollout";
import type { RolloutSettings } from "./rollout";
import { notAccepted, settingPath, unknownKey } from "../components/host/setting-problems";

export type { HostSettingsOfStack } from "./host-settings";

/** Configuration keys of this program, below its name. */
const configKeys = ["backupBuckets", "hosts", restoreProofsKey, "rollout", "secrets"] as const;
const projectName = "hardened-host";

/** Where the settings come from, apart from what they are, so that any text can be tried. */
export interface SettingsSource {
    /** Values of configuration keys with their project's name: `hardened-host:hosts` to JSON or plain text. */
    readonly config: Readonly<Record<string, string>>;
    /** Configuration keys that hold an encrypted value. */
    readonly encryptedKeys: readonly string[];
    /** File that holds them, as its owner knows it. */
    readonly file: string;
    readonly disk: Disk;
}

/** Everything that a stack says, checked. */
export interface StackSettings {
    /** In the order of their names: Pulumi does not keep that of the file. */
    readonly hosts: readonly HostSettingsOfStack[];
    readonly rollout: RolloutSettings;
    readonly backupBuckets: readonly BackupBucket[];
    readonly restoreProofs: RestoreProofs;
}

/**
 * The settings of the stack that is being deployed: the only place that reads pulumi.Config, the environment or a file.
 *
 * @throws SettingsError with everything that is wrong with any host.
 */
export function readStackSettings(): StackSettings {
    const encrypted: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]");
    return parseSettings({
        config: pulumi.runtime.allConfig(),
        encryptedKeys: Array.isArray(encrypted) ? encrypted.map(String) : [],
        file: `stacks/Pulumi.${pulumi.getStack()}.yaml`,
        disk: {
            read: (path) => readFileSync(expandHome(path), "utf8"),
            exists: (path) => existsSync(expandHome(path)),
        },
    });
}

function expandHome(path: string): string {
    return path.replace(/^~(?=\/)/, homedir());
}

/** Checks all settings of a stack. @throws SettingsError with everything that is wrong. */
export function parseSettings(source: SettingsSource): StackSettings {
    const problems: SettingsProblem[] = [];
    const values = readConfig(source, problems);
    const secrets = readMap(values["secrets"] ?? {}, "secrets", source.file, problems);
    const given = readMap(values["hosts"], "hosts", source.file, problems);
    const names = Object.keys(given).sort();
    const hosts = names.flatMap((name) => {
        const secretsOfHost = readMap(secrets[name] ?? {}, settingPath("secrets", [name]), source.file, problems);
        checkName(name, source.file, problems);
        return readHost(
            { name, given: given[name], secrets: secretsOfHost, file: source.file, disk: source.disk },
            problems,
        );
    });
    const rollout = readRollout(values["rollout"], names.length, source.file, problems);
    const backupBuckets = readBackupBuckets(values["backupBuckets"], source.file, problems);
    const restoreProofs = readRestoreProofs(values[restoreProofsKey], names, source.file, problems);
    const strangers = Object.keys(secrets).filter((name) => !Object.hasOwn(given, name));
    problems.push(...strangers.map((name) => unknownKey(name, names, { path: "secrets", file: source.file })));
    if (problems.length > 0) throw new SettingsError(problems);
    return { hosts, rollout, backupBuckets, restoreProofs };
}

/** The values of our configuration keys, parsed; whatever else is below our name is a mistake. */
function readConfig(source: SettingsSource, problems: SettingsProblem[]): Partial<Record<string, unknown>> {
    const own = Object.entries(source.config).filter(([key]) => key.startsWith(`${projectName}:`));
    const values = own.map(([key, text]) => [key.slice(projectName.length + 1), parseJson(text)] as const);
    for (const [key] of values) {
        if (configKeys.some((known) => known === key)) continue;
        const { problem, remedy } = unknownKey(key, configKeys, { path: projectName, file: source.file });
        problems.push({ path: `${projectName}:${key}`, problem, remedy });
    }
    if (source.encryptedKeys.includes(`${projectName}:hosts`)) {
        problems.push({
            path: "hosts",
            problem: "holds an encrypted value; it must be plain, because it is shown in every preview",
            remedy: `Move the value to secrets: pulumi config set --secret --path '${projectName}:secrets.<host>.<name>'`,
        });
    }
    return Object.fromEntries(values);
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

function readMap(
    given: unknown,
    path: string,
    file: string,
    problems: SettingsProblem[],
): Readonly<Record<string, unknown>> {
    const isSecret = path.startsWith("secrets");
    if (typeof given === "object" && given !== null && !Array.isArray(given)) {
        const map = Object.fromEntries(Object.entries(given));
        if (isSecret || Object.keys(map).length > 0) return map;
    }
    const example = "hosts:\n  <name>: {cloud: ..., login: ..., host: ...}";
    const what =
        given === undefined
            ? "is missing"
            : `${isSecret ? "its value (not shown)" : quoteValue(given)} is not accepted`;
    problems.push({
        path,
        problem: `${what}; it must be a map with at least one entry`,
        remedy: isSecret
            ? `Set it anew: pulumi config set --secret --path '${projectName}:secrets.<host>.<name>'`
            : `Copy ${projectName}:hosts from stacks/Pulumi.local.yaml to ${file} (${example.replace("\n  ", " ")})`,
    });
    return {};
}

function checkName(name: string, file: string, problems: SettingsProblem[]): void {
    const result = hostLabel().safeParse(name);
    if (result.success) return;
    const accepted = result.error.issues.map(({ message }) => message).join(" and ");
    problems.push({
        path: settingPath("hosts", [name]),
        problem: `the host name ${notAccepted(name, accepted)}`,
        remedy: `Rename it in ${file}`,
    });
}
