import { AccessKey, User, UserPolicy } from "@pulumi/aws/iam";
import {
    Bucket,
    BucketLifecycleConfiguration,
    BucketObjectLockConfiguration,
    BucketOwnershipControls,
    BucketPolicy,
    BucketPublicAccessBlock,
    BucketServerSideEncryptionConfiguration,
    BucketVersioning,
} from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { rightsOfHost } from "./aws-policy";
import { storeSettings } from "./store";
import type { BackupStore } from "./store";

export const awsStoreSettings = z.strictObject(storeSettings);

type AwsStoreSettings = z.output<typeof awsStoreSettings>;

/** A bucket of Amazon S3 whose versions are locked, and a user that can add to it. */
export function makeAwsStore(
    given: AwsStoreSettings,
    name: string,
    tags: Readonly<Record<string, string>>,
    options: pulumi.ResourceOptions,
): BackupStore {
    const { region } = given;
    const kept = pulumi.mergeOptions(options, { retainOnDelete: true, protect: true });
    const bucket = new Bucket(name, { bucket: given.bucket, region, objectLockEnabled: true, tags: { ...tags } }, kept);
    const of = { bucket: bucket.bucket, region };
    const closed = new BucketPublicAccessBlock(
        `${name}-no-public-access`,
        { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
        kept,
    );
    // Access lists are off: what the policies say is all there is.
    new BucketOwnershipControls(`${name}-owner`, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }, kept);
    const sse = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
    new BucketServerSideEncryptionConfiguration(`${name}-encryption`, { ...of, rules: [sse] }, kept);
    lockVersions(given, name, of, kept);
    const policy = bucket.arn.apply((arn) => policyOf([refusalOfPlainHttp(arn)]));
    new BucketPolicy(`${name}-policy`, { ...of, policy }, pulumi.mergeOptions(kept, { dependsOn: closed }));
    const key = makeHostCredential(name, bucket, tags, options);
    return {
        bucket: bucket.bucket,
        endpoint: `s3.${region}.amazonaws.com`,
        region,
        accessKeyId: key.id,
        secretAccessKey: pulumi.secret(key.secret),
        capabilities: { appendOnlyCredential: true, objectLock: true, refusesPlainHttp: true },
    };
}

interface BucketReference {
    readonly bucket: pulumi.Output<string>;
    readonly region: string;
}

/**
 * restic deletes its locks, and overwrites nothing: with versions, a deletion is a mark that can be taken away, and what
 * is older than the lock goes for good. GOVERNANCE: whoever has s3:BypassGovernanceRetention, which no host has, can still
 * prune; in COMPLIANCE not even the account's owner could.
 */
function lockVersions(
    { lockedDays }: AwsStoreSettings,
    name: string,
    of: BucketReference,
    options: pulumi.ResourceOptions,
): void {
    const enabled = { versioningConfiguration: { status: "Enabled" } };
    const versioning = new BucketVersioning(`${name}-versions`, { ...of, ...enabled }, options);
    const afterwards = pulumi.mergeOptions(options, { dependsOn: versioning });
    const defaultRetention = { mode: "GOVERNANCE", days: lockedDays };
    new BucketObjectLockConfiguration(`${name}-lock`, { ...of, rule: { defaultRetention } }, afterwards);
    const rules = [
        {
            id: "deleted",
            status: "Enabled",
            filter: {},
            noncurrentVersionExpiration: { noncurrentDays: lockedDays },
            expiration: { expiredObjectDeleteMarker: true },
        },
        { id: "unfinished", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
    ];
    new BucketLifecycleConfiguration(`${name}-lifecycle`, { ...of, rules }, afterwards);
}

/** Makes a user of the hosts', and its key. */
function makeHostCredential(
    name: string,
    bucket: Bucket,
    tags: Readonly<Record<string, string>>,
    options: pulumi.ResourceOptions,
): AccessKey {
    const user = new User(`${name}-host`, { path: "/hardened-host/", tags: { ...tags } }, options);
    const policy = bucket.arn.apply((arn) => policyOf(rightsOfHost(arn)));
    const attached = new UserPolicy(`${name}-host-policy`, { user: user.name, policy }, options);
    return new AccessKey(
        `${name}-host-key`,
        { user: user.name },
        pulumi.mergeOptions(options, { dependsOn: attached }),
    );
}

function refusalOfPlainHttp(arn: string): object {
    return {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}

function policyOf(statements: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
