import * as pulumi from "@pulumi/pulumi";
import { HardenedHost } from "../components/index";
import { SettingsError } from "../components/host/errors";
import type { BackupBucket } from "./backup-buckets";
import { ruleKeeper } from "./enforce-rules";
import { outputsOf } from "./outputs";
import { restoreProofsOutput } from "./restore-proofs";
import { readStackSettings } from "./settings";
import type { HostSettingsOfStack, StackSettings } from "./settings";

/** What `pulumi up` makes: each host of the stack's settings. Its outputs are described in docs/settings.md. */
export function program(): Record<string, pulumi.Input<unknown>> {
    const { hosts, rollout, backupBuckets, restoreProofs } = settings();
    const keepRules = ruleKeeper();
    const canaries: HardenedHost[] = [];
    const made = hosts.map((host, index) => {
        const isCanary = index < rollout.canaries;
        const one = makeHost(host, isCanary ? [] : canaries, keepRules);
        if (isCanary) canaries.push(one);
        return { name: host.name, made: one };
    });
    return {
        ...outputsOf(made),
        ...restoreProofsOutput(hosts, restoreProofs),
        ...makeBackupBuckets(backupBuckets),
    };
}

/** What a host's settings need to know of its bucket; no output where there is none. */
function makeBackupBuckets(buckets: readonly BackupBucket[]): Record<string, pulumi.Input<unknown>> {
    if (buckets.length === 0) return {};
    const made = buckets.map(({ name, make }) => {
        const { bucket, endpoint, region, accessKeyId, secretAccessKey } = make(name, { stack: pulumi.getStack() }, {});
        return [name, { bucket, endpoint, region, accessKeyId, secretAccessKey }] as const;
    });
    return { backupBuckets: Object.fromEntries(made) };
}

function makeHost(
    { name, secrets, advice, ...args }: HostSettingsOfStack,
    deliverAfter: readonly HardenedHost[],
    keepRules: pulumi.ResourceTransformation,
): HardenedHost {
    for (const one of advice) void pulumi.log.warn(one);
    const secretInputs = Object.entries(secrets).map(([key, value]) => [key, pulumi.secret(value)] as const);
    const hostArgs = {
        ...args,
        secrets: Object.fromEntries(secretInputs),
        tags: { stack: pulumi.getStack() },
        deliverAfter,
    };
    return new HardenedHost(name, hostArgs, { transformations: [keepRules] });
}

/** Settings that are wrong are their owner's to mend: Pulumi shows the message of a RunError, and no stack trace. */
function settings(): StackSettings {
    try {
        return readStackSettings();
    } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        throw new pulumi.RunError(`the settings are refused, and nothing was changed:\n\n${error.message}\n`);
    }
}
