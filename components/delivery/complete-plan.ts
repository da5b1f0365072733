import * as pulumi from "@pulumi/pulumi";
import { mapValues } from "../host/map-values";
import type { HostPlan } from "../host/plan";

/** Root's file that everybody may read, unless the plan says otherwise. */
const fileDefaults = { mode: "0644", owner: "root", group: "root" };
const secretFileDefaults = { mode: "0400", owner: "root", group: "root" };
const folderDefaults = { mode: "0755", owner: "root", group: "root", exclusive: false };

/**
 * The plan as the provider takes it: every default filled in, so that state and preview show what the host really
 * gets, and the secrets' content put where the plan has only names.
 */
export function completePlan(plan: HostPlan, secrets: Readonly<Record<string, pulumi.Input<string>>>) {
    return {
        ...plan,
        files: mapValues(plan.files, (file) => ({ ...fileDefaults, ...file })),
        secretFiles: pulumi.secret(
            mapValues(plan.secretFiles, ({ secret, ...slot }) => {
                const content = secrets[secret];
                if (content === undefined) throw new Error(`secret ${secret} was not checked before it was used`);
                return { ...secretFileDefaults, ...slot, content };
            }),
        ),
        folders: mapValues(plan.folders, (folder) => ({ ...folderDefaults, ...folder })),
        users: mapValues(plan.users, (user) => ({ system: false, ...user })),
    };
}
