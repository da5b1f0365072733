import { SpacesBucket, SpacesKey } from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { storeSettings } from "./store";
import type { BackupStore } from "./store";

export const digitaloceanStoreSettings = z.strictObject(storeSettings);

type DigitaloceanStoreSettings = z.output<typeof digitaloceanStoreSettings>;

/**
 * A bucket of Spaces, which are encrypted at rest by DigitalOcean and have no object lock; a key that can write can also
 * delete. Versions bring back what was deleted, unless the thief knows to delete those as well: against that, only a
 * rest-server or S3 stands.
 */
export function makeDigitaloceanStore(
    given: DigitaloceanStoreSettings,
    name: string,
    _tags: Readonly<Record<string, string>>,
    options: pulumi.ResourceOptions,
): BackupStore {
    const { region, lockedDays } = given;
    const bucket = new SpacesBucket(
        name,
        {
            name: given.bucket,
            region,
            acl: "private",
            forceDestroy: false,
            versioning: { enabled: true },
            lifecycleRules: [
                {
                    id: "deleted",
                    enabled: true,
                    noncurrentVersionExpiration: { days: lockedDays },
                    abortIncompleteMultipartUploadDays: 7,
                },
            ],
        },
        pulumi.mergeOptions(options, { retainOnDelete: true, protect: true }),
    );
    const grants = [{ bucket: bucket.name, permission: "readwrite" }];
    const key = new SpacesKey(`${name}-host-key`, { name: `${name}-host`, grants }, options);
    return {
        bucket: bucket.name,
        endpoint: `${region}.digitaloceanspaces.com`,
        region,
        accessKeyId: key.accessKey,
        secretAccessKey: pulumi.secret(key.secretKey),
        capabilities: { appendOnlyCredential: false, objectLock: false, refusesPlainHttp: false },
    };
}
