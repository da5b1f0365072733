import { InstanceProfile, Role, RolePolicy } from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { MachineArgs } from "../machine";
import type { AwsSettings } from "./settings";

type Permissions = NonNullable<AwsSettings["permissions"]>;

interface Statement {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: string;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The host's role, only where it may do something. */
export function makeInstanceProfile(
    permissions: Permissions | undefined,
    name: string,
    { tags }: MachineArgs,
    options: pulumi.ResourceOptions,
): InstanceProfile | undefined {
    const statements = permissions === undefined ? [] : statementsOf(permissions);
    if (statements.length === 0) return undefined;
    const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } };
    const role = new Role(`${name}-role`, { assumeRolePolicy: policyOf([trust]), tags: { ...tags } }, options);
    new RolePolicy(`${name}-role-policy`, { role: role.name, policy: policyOf(statements) }, options);
    return new InstanceProfile(`${name}-role-profile`, { role: role.name, tags: { ...tags } }, options);
}

function policyOf(statements: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function statementsOf({ dns01, backups }: Permissions): Statement[] {
    return [...(dns01 === undefined ? [] : dns01Statements(dns01)), ...(backups ? backupStatements(backups) : [])];
}

/** The least that lego needs: https://go-acme.github.io/lego/dns/route53/#least-privilege-policy-for-production-purposes */
function dns01Statements({ zoneId, names }: NonNullable<Permissions["dns01"]>): Statement[] {
    const zone = `arn:aws:route53:::hostedzone/${zoneId}`;
    return [
        { Effect: "Allow", Action: ["route53:GetChange"], Resource: "arn:aws:route53:::change/*" },
        { Effect: "Allow", Action: ["route53:ListHostedZonesByName"], Resource: "*" },
        { Effect: "Allow", Action: ["route53:ListResourceRecordSets"], Resource: zone },
        {
            Effect: "Allow",
            Action: ["route53:ChangeResourceRecordSets"],
            Resource: zone,
            Condition: {
                "ForAllValues:StringEquals": {
                    "route53:ChangeResourceRecordSetsNormalizedRecordNames": names.map(
                        (name) => `_acme-challenge.${name}`,
                    ),
                    "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"],
                },
            },
        },
    ];
}

/**
 * A host that was taken over cannot delete its backups, only the locks that restic takes for each run. With the bucket's
 * versioning it cannot write over them either.
 */
function backupStatements({ bucket, prefix }: NonNullable<Permissions["backups"]>): Statement[] {
    const objects = `arn:aws:s3:::${bucket}/${prefix}`;
    return [
        { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${objects}*` },
        { Effect: "Allow", Action: ["s3:DeleteObject"], Resource: `${objects}locks/*` },
        { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: `arn:aws:s3:::${bucket}` },
        {
            Effect: "Allow",
            Action: ["s3:ListBucket"],
            Resource: `arn:aws:s3:::${bucket}`,
            Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } },
        },
    ];
}
