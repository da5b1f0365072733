import { z } from "zod";
import {
    dataVolume,
    diskGib,
    protect,
    protectMachine,
    replaceableOrProtected,
    replaceOnChange,
} from "../machine-settings";

const awsId = (kind: string, what: string) =>
    z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `must be the id of ${what}, such as ${kind}-0abc1234`);

/** What the host's role may do in AWS. Whoever may ask the metadata service on the host has the right too. */
const permissions = z.strictObject({
    dns01: z
        .strictObject({
            zoneId: z
                .string()
                .regex(/^Z[A-Z0-9]{5,31}$/, "must be the id of a hosted zone, such as Z0123456789ABC")
                .meta({ description: "Hosted zone of the names." }),
            names: z
                .array(z.string().regex(/^[a-z0-9.-]{1,240}$/, "must be a domain name in lower-case letters"))
                .min(1, "must name at least one domain")
                .meta({ description: "Domain names that certificates are asked for, without `_acme-challenge`." }),
        })
        .optional()
        .meta({
            description:
                "Writes the TXT records `_acme-challenge.<name>` of these names, for ACME (DNS-01), and no others.",
        }),
    backups: z
        .strictObject({
            bucket: z
                .string()
                .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of an S3 bucket")
                .meta({ description: "Bucket, which is there already." }),
            prefix: z
                .string()
                .regex(/^([A-Za-z0-9_.-]+\/)+$/, "must be a folder in the bucket, ending in a slash")
                .meta({ description: "Folder in the bucket for this host alone, ending in `/`." }),
        })
        .optional()
        .meta({
            description:
                "Reads and adds backups there, and deletes nothing but the locks of restic. It can write over what is " +
                "there: turn the bucket's versioning on.",
        }),
});

/** Everything below `hosts.<name>.cloud.aws`. */
export const awsSettings = z
    .strictObject({
        region: z
            .string("must be an AWS region, such as eu-central-1")
            .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region, such as eu-central-1")
            .meta({ description: "Region, such as `eu-central-1`. Fixed once the machine is made." }),
        instanceType: z
            .string("must be an EC2 instance type, such as t4g.small")
            .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, "must be an EC2 instance type, such as t4g.small")
            .meta({
                description:
                    "Instance type, such as `t4g.small`; x86 or arm, and the image with it. A change restarts the " +
                    "machine, and must keep the architecture.",
            }),
        image: awsId("ami", "an image")
            .optional()
            .meta({
                description:
                    "Image to boot instead of the distributor's newest. It must be of `host.distribution`, with " +
                    "cloud-init. Read when the machine is made.",
            }),
        subnetId: awsId("subnet", "a subnet").optional().meta({
            description: "Public subnet. Default: one of the default VPC. Read when the machine is made.",
        }),
        ipv6: z.boolean().default(false).meta({
            description:
                "Gives the machine an IPv6 address. Its subnet must have a range of them. Read when the machine is made.",
        }),
        diskGib: diskGib(8, 16_384).default(20).meta({
            description: "Size of the encrypted root disk in gibibytes, 8 to 16384. It can grow, and never shrink.",
        }),
        kmsKeyId: z
            .string()
            .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/, "must be the ARN of a KMS key")
            .optional()
            .meta({
                description: "Customer's key for the disks. Default: AWS's own for EBS. Read when the machine is made.",
            }),
        monitoring: z
            .boolean()
            .default(false)
            .meta({ description: "CloudWatch figures every minute. It costs extra." }),
        permissions: permissions.optional().meta({
            description: "Role of the host in AWS. Without this it has none.",
        }),
        dataVolume: dataVolume(1, 16_384)
            .optional()
            .meta({
                description:
                    "A disk that outlives the machine, encrypted. It is attached, not mounted. It needs `subnetId`: a disk " +
                    "stays in one zone.",
            }),
        protect,
        protectMachine,
        replaceOnChange,
    })
    .refine(replaceableOrProtected.accepts, replaceableOrProtected.problem)
    .refine(({ dataVolume: volume, subnetId }) => volume === undefined || subnetId !== undefined, {
        error: "must be given with dataVolume, which stays in the zone of that subnet",
        path: ["subnetId"],
    });

export type AwsSettings = z.output<typeof awsSettings>;
