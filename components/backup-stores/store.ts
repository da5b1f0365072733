import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** What of the promises a provider can keep; a bucket is made as safe as it can be. */
export interface BackupStoreCapabilities {
    /** The host's credential can add, read and list, and can delete nothing but restic's locks. */
    readonly appendOnlyCredential: boolean;
    /** Nobody can delete or overwrite what was stored, for a time, not even with the host's credential stolen. */
    readonly objectLock: boolean;
    /** The bucket itself refuses requests that are not encrypted on their way. */
    readonly refusesPlainHttp: boolean;
}

/** A bucket that hosts send their backups to. It outlives the stack: `destroy` leaves it. */
export interface BackupStore {
    readonly bucket: pulumi.Output<string>;
    /** Host name of the service, for `host.backup.repository.endpoint`. */
    readonly endpoint: string;
    readonly region: string;
    /** Of the hosts' credential. */
    readonly accessKeyId: pulumi.Output<string>;
    /** Secret half of it, for the stack's secret `backup-repository`. */
    readonly secretAccessKey: pulumi.Output<string>;
    readonly capabilities: BackupStoreCapabilities;
}

/** Makes a bucket, with its provider's settings given. */
export type BackupStoreFactory = (
    name: string,
    tags: Readonly<Record<string, string>>,
    options: pulumi.ResourceOptions,
) => BackupStore;

const days = (low: number, high: number) => z.int().min(low).max(high);

/** Settings that every provider has. */
export const storeSettings = {
    bucket: z
        .string()
        .regex(/^(?!-)[a-z0-9-]{3,63}(?<!-)$/, "must be 3 to 63 lower-case letters, digits and hyphens")
        .meta({ description: "Name of the bucket, unique among everybody's at most services." }),
    region: z
        .string()
        .regex(/^[a-z]{2,4}(-[a-z]+-\d|\d)$/, "must be a region such as eu-central-1 or fra1")
        .meta({ description: "Region that the bucket is in: another one than the hosts'." }),
    lockedDays: days(7, 365)
        .default(30)
        .meta({
            description:
                "What is stored can be neither deleted nor overwritten for so long, and what was deleted can be had again " +
                "for as long. Must be longer than it takes to notice an attack.",
        }),
};
