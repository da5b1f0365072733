import { isRecord } from "./rule";
import type { ResourceRule } from "./rule";

const instance = "aws:ec2/instance:Instance";
const publicAccessBlock = /^aws:s3\/.*PublicAccessBlock$/i;
const publicAccess = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
const bucketAcl = /^(aws:s3\/bucketAcl|aws:s3\/bucket|digitalocean:index\/spacesBucket)/i;

/** Rules over what is asked of clouds. */
export const resourceRules: readonly ResourceRule[] = [
    {
        id: "metadata-by-token",
        level: "mandatory",
        title: "an EC2 instance gives its metadata only for a token (IMDSv2)",
        why: "A request forged through a web application cannot get one: AWS Foundational Security EC2.8.",
        remedy: "Set metadataOptions.httpTokens to required",
        violations: ({ type, inputs }) => {
            const options = inputs["metadataOptions"];
            const safe = isRecord(options) && options["httpTokens"] === "required";
            return type !== instance || safe ? [] : ["metadataOptions.httpTokens is not required"];
        },
        examples: {
            passing: { type: instance, inputs: { metadataOptions: { httpTokens: "required" } } },
            failing: { type: instance, inputs: {} },
        },
    },
    {
        id: "no-public-bucket",
        level: "mandatory",
        title: "no bucket is public",
        why: "Backups and uploads leak by nothing more often: AWS Foundational Security S3.8.",
        remedy: "Keep the bucket private, and hand out signed addresses",
        violations: ({ type, inputs }) => {
            const acl = inputs["acl"];
            const open = publicAccess.filter((name) => publicAccessBlock.test(type) && inputs[name] !== true);
            const isPublic = bucketAcl.test(type) && typeof acl === "string" && /^public|authenticated-read$/.test(acl);
            return [...open.map((name) => `${name} is not true`), ...(isPublic ? [`its ACL is ${acl}`] : [])];
        },
        examples: {
            passing: { type: "digitalocean:index/spacesBucket:SpacesBucket", inputs: { acl: "private" } },
            failing: { type: "digitalocean:index/spacesBucket:SpacesBucket", inputs: { acl: "public-read" } },
        },
    },
    {
        id: "no-vendor-login",
        level: "mandatory",
        title: "no agent of the cloud logs in beside the plan",
        why: "DigitalOcean's lets its web console in over SSH, with keys that no plan knows.",
        remedy: "Set dropletAgent to false",
        violations: ({ type, inputs }) =>
            type === "digitalocean:index/droplet:Droplet" && inputs["dropletAgent"] !== false
                ? ["dropletAgent is not false"]
                : [],
        examples: {
            passing: { type: "digitalocean:index/droplet:Droplet", inputs: { dropletAgent: false } },
            failing: { type: "digitalocean:index/droplet:Droplet", inputs: {} },
        },
    },
    {
        id: "encrypted-disks",
        level: "advisory",
        title: "disks of EC2 are encrypted",
        why: "A snapshot that gets into other hands tells nothing: AWS Foundational Security EC2.3.",
        remedy: "Set encrypted to true",
        violations: ({ type, inputs }) => {
            const root = inputs["rootBlockDevice"];
            if (type === instance)
                return isRecord(root) && root["encrypted"] === true ? [] : ["rootBlockDevice.encrypted is not true"];
            return type === "aws:ebs/volume:Volume" && inputs["encrypted"] !== true ? ["encrypted is not true"] : [];
        },
        examples: {
            passing: { type: instance, inputs: { rootBlockDevice: { encrypted: true } } },
            failing: { type: "aws:ebs/volume:Volume", inputs: {} },
        },
    },
];
