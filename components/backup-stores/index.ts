import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { BackupStore, BackupStoreFactory } from "./store";

/* eslint-disable @typescript-eslint/no-require-imports --
   A provider and its SDK are loaded when a stack names it, and not before, as with clouds. */
const load = {
    aws: () => {
        const { awsStoreSettings, makeAwsStore } = require("./aws") as typeof import("./aws");
        return toFactory(awsStoreSettings, makeAwsStore);
    },
    digitalocean: () => {
        const { digitaloceanStoreSettings, makeDigitaloceanStore } =
            require("./digitalocean") as typeof import("./digitalocean");
        return toFactory(digitaloceanStoreSettings, makeDigitaloceanStore);
    },
};
/* eslint-enable @typescript-eslint/no-require-imports */

export const backupStoreIds = ["aws", "digitalocean"] as const satisfies (keyof typeof load)[];

export type BackupStoreId = (typeof backupStoreIds)[number];

/** Schema of a provider's settings, giving what makes the bucket. */
export function backupStore(id: BackupStoreId): z.ZodType<BackupStoreFactory> {
    return load[id]();
}

function toFactory<Schema extends z.ZodType>(
    schema: Schema,
    make: (
        given: z.output<Schema>,
        name: string,
        tags: Readonly<Record<string, string>>,
        options: pulumi.ResourceOptions,
    ) => BackupStore,
): z.ZodType<BackupStoreFactory> {
    return schema.transform(
        (given): BackupStoreFactory =>
            (name, tags, options) =>
                make(given, name, tags, options),
    );
}
