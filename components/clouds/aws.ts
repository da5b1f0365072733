import { Volume } from "@pulumi/aws/ebs";
import { Eip, EipAssociation, EipDomainName, getSubnetOutput, Instance, VolumeAttachment } from "@pulumi/aws/ec2";
import type { SecurityGroup } from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { gzipSync } from "node:zlib";
import { imageDistributions, newestImage } from "./aws/image";
import { makeInstanceProfile } from "./aws/instance-profile";
import { makeSecurityGroup } from "./aws/security-group";
import { awsSettings } from "./aws/settings";
import type { AwsSettings } from "./aws/settings";
import { defineCloud } from "./machine";
import type { Machine, MachineArgs } from "./machine";
import { fittingBootstrap } from "./machine-bootstrap";
import { ownPorts } from "./machine-openings";
import { frozen, refuseReplacement } from "./machine-replacement";

/** Before base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const userDataLimit = { cloud: "AWS", maximumBytes: 16_384 };

/**
 * Inputs of an instance that make another one when they change, or, of the first-boot text, restart it for nothing.
 * The tag tells what the machine was made of; its image's id does not.
 */
const bornWith = [
    "ami",
    "ipv6AddressCount",
    "region",
    "subnetId",
    "userDataBase64",
    "rootBlockDevice.encrypted",
    "rootBlockDevice.kmsKeyId",
    "tags.distribution",
];

function makeEc2Machine(given: AwsSettings, name: string, args: MachineArgs, options: pulumi.ResourceOptions): Machine {
    const { group, rules } = makeSecurityGroup(given, name, args, options);
    const instance = makeInstance(given, name, args, group, options, rules);
    const address = new Eip(
        `${name}-address`,
        { domain: "vpc", region: given.region, tags: { ...args.tags, Name: name } },
        pulumi.mergeOptions(frozen(options, given, ["region"]), { protect: given.protect }),
    );
    const association = new EipAssociation(
        `${name}-address-association`,
        { allocationId: address.allocationId, instanceId: instance.id, region: given.region },
        pulumi.mergeOptions(frozen(options, given, ["region"]), { deletedWith: instance, deleteBeforeReplace: true }),
    );
    attachVolume(given, name, args, instance, options);
    const distribution = instance.tags.apply((tags) => tags?.["distribution"]);
    return {
        resource: instance,
        id: refuseReplacement(name, instance.id, { ...given, cloud: "aws" }, [
            { setting: "cloud.aws.region", wanted: given.region, actual: instance.region },
            { setting: "host.distribution", wanted: args.distribution, actual: distribution },
        ]),
        address: address.publicIp,
        ...(given.ipv6 ? { ipv6: instance.ipv6Addresses.apply(([first = ""]) => first) } : {}),
        capabilities: { hostKeyFromFirstBoot: true, deletedWithStack: true },
        openings: [...rules, association],
        reachablePort: ownPorts(name, args.openings),
        // AWS looks the name up first, and refuses one that does not lead to the address.
        nameAddresses: (domainName, after) => {
            new EipDomainName(
                `${name}-reverse`,
                { allocationId: address.allocationId, domainName, region: given.region },
                pulumi.mergeOptions(frozen(options, given, ["region"]), { dependsOn: [...after] }),
            );
        },
    };
}

/**
 * Version 2 only: a page that is tricked into fetching an address gets no token (CIS AWS Foundations 3.0, 5.6).
 * One hop: no container gets one either. cloud-init reads its text there, so the service stays on.
 */
const metadataOptions = {
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
    httpProtocolIpv6: "disabled",
    instanceMetadataTags: "disabled",
};

/** AWS does not encrypt unless asked, or told to by the account. */
function rootDisk({ diskGib, kmsKeyId }: AwsSettings, tags: Readonly<Record<string, string>>) {
    return {
        volumeType: "gp3",
        volumeSize: diskGib,
        encrypted: true,
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        deleteOnTermination: true,
        tags,
    };
}

/** No key pair: the first-boot text brings the keys, and AWS needs not know of them. */
function makeInstance(
    given: AwsSettings,
    name: string,
    args: MachineArgs,
    group: SecurityGroup,
    options: pulumi.ResourceOptions,
    rules: readonly pulumi.Resource[],
): Instance {
    const { region, subnetId, instanceType } = given;
    const tags = { ...args.tags, Name: name };
    const profile = makeInstanceProfile(given.permissions, name, args, options);
    const userData = fittingBootstrap(name, args.bootstrap(), userDataLimit, (text) => gzipSync(text, { level: 9 }));
    return new Instance(
        `${name}-machine`,
        {
            ami: given.image ?? newestImage(args.distribution, instanceType, region, options),
            instanceType,
            region,
            ...(subnetId === undefined ? {} : { subnetId }),
            vpcSecurityGroupIds: [group.id],
            ...(given.ipv6 ? { ipv6AddressCount: 1 } : {}),
            userDataBase64: userData.apply((bytes) => bytes.toString("base64")),
            userDataReplaceOnChange: given.replaceOnChange,
            metadataOptions,
            rootBlockDevice: rootDisk(given, tags),
            ...(profile === undefined ? {} : { iamInstanceProfile: profile.name }),
            disableApiTermination: given.protectMachine,
            monitoring: given.monitoring,
            tags: { ...tags, distribution: args.distribution },
        },
        pulumi.mergeOptions(frozen(options, given, bornWith), { dependsOn: [...rules] }),
    );
}

function attachVolume(
    { dataVolume, subnetId, ...given }: AwsSettings,
    name: string,
    args: MachineArgs,
    instance: Instance,
    options: pulumi.ResourceOptions,
): void {
    if (dataVolume === undefined || subnetId === undefined) return;
    const { region, kmsKeyId } = given;
    const volume = new Volume(
        `${name}-data`,
        {
            // The subnet's, which is known before the machine is, and stays when the machine is replaced.
            availabilityZone: getSubnetOutput({ id: subnetId, region }, options).availabilityZone,
            region,
            size: dataVolume.sizeGib,
            type: "gp3",
            encrypted: true,
            ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
            tags: { ...args.tags, Name: `${name}-data` },
        },
        pulumi.mergeOptions(frozen(options, given, ["availabilityZone", "encrypted", "kmsKeyId", "region"]), {
            protect: given.protect,
        }),
    );
    new VolumeAttachment(
        `${name}-data-attachment`,
        {
            // The kernel names it anew, nvme1n1; AWS only keeps the disks apart by it.
            deviceName: "/dev/sdf",
            instanceId: instance.id,
            volumeId: volume.id,
            region,
            stopInstanceBeforeDetaching: true,
        },
        pulumi.mergeOptions(frozen(options, given, ["region"]), { deletedWith: instance, deleteBeforeReplace: true }),
    );
}

/** Instances of Amazon EC2, each with a security group and an Elastic IP address of its own. */
export const aws = defineCloud(awsSettings, imageDistributions, makeEc2Machine);
