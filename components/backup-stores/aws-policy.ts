/** A statement of a policy, as AWS and other S3 servers read it. */
export interface PolicyStatement {
    readonly Effect: "Allow" | "Deny";
    readonly Action: readonly string[];
    readonly Resource: string;
}

/**
 * What a host's credential may do with a bucket: add, read and list; of deletions only those of restic's locks, and never
 * of a version.
 *
 * @param arn of the bucket.
 */
export function rightsOfHost(arn: string): readonly PolicyStatement[] {
    return [
        { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: arn },
        { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${arn}/*` },
        { Effect: "Allow", Action: ["s3:DeleteObject"], Resource: `${arn}/*/locks/*` },
    ];
}
