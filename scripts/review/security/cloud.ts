import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../../components/rules/rule";
import { joined, listed, say } from "../sentence";
import type { Inputs, ResourceChange } from "../resource-changes";
import { without } from "../host-inputs";
import { directionOf, type Area, type Finding } from "./finding";

/** A property of a cloud's resource that decides about security; a higher rating is safer. */
interface RatedProperty {
    readonly type: RegExp;
    /** Names from the top of the inputs down. */
    readonly path: readonly string[];
    readonly area: Area;
    readonly rate: (value: unknown) => number;
    readonly what: string;
}

const isTrue = (value: unknown) => (value === true ? 1 : 0);
const isPrivateAcl = (value: unknown) => (value === undefined || value === "private" ? 1 : 0);

const publicAccess = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
const ratedProperties: readonly RatedProperty[] = [
    ...publicAccess.map((name) => ({
        type: /^aws:s3\/.*PublicAccessBlock$/i,
        path: [name],
        area: "cloud" as const,
        rate: isTrue,
        what: "strangers are kept out of the bucket",
    })),
    {
        type: /^(aws:s3|digitalocean:.*spacesBucket)/i,
        path: ["acl"],
        area: "cloud",
        rate: isPrivateAcl,
        what: "bucket ACL",
    },
    {
        type: /^aws:s3.*BucketPolicy$/,
        path: ["policy"],
        area: "cloud",
        rate: (value) => (/"Principal"\s*:\s*("\*"|\{\s*"AWS"\s*:\s*"\*")/.test(String(value)) ? 0 : 1),
        what: "the bucket's policy names everybody",
    },
    {
        type: /^aws:ec2\/instance/,
        path: ["metadataOptions", "httpTokens"],
        area: "cloud",
        rate: (value) => (value === "required" ? 1 : 0),
        what: "the metadata service asks for a token (IMDSv2)",
    },
    { type: /^aws:ebs\/volume/, path: ["encrypted"], area: "cloud", rate: isTrue, what: "the volume is encrypted" },
    {
        type: /^aws:ec2\/instance/,
        path: ["rootBlockDevice", "encrypted"],
        area: "cloud",
        rate: isTrue,
        what: "the disk is encrypted",
    },
    {
        type: /^(digitalocean:.*droplet|hcloud:.*server)/i,
        path: ["backups"],
        area: "backups",
        rate: isTrue,
        what: "the cloud makes backups",
    },
];

/** What changes outside the host: the cloud's own firewalls, buckets, metadata services, backups. */
export function compareCloudResource(change: ResourceChange): Finding[] {
    const { type, delivered, planned, action } = change;
    if (action === "repair") return [];
    const rated = ratedProperties.filter((one) => one.type.test(type)).flatMap((one) => rateProperty(one, change));
    if (action === "delete" && /publicAccessBlock|firewall|securityGroup/i.test(type) && !/rule:/i.test(type)) {
        const sentence = say`${type} is deleted, and what it kept out is no longer kept out`;
        return [...rated, { direction: "weaker", area: "cloud", sentence }];
    }
    return [...rated, ...compareRules(delivered, planned)];
}

function rateProperty(
    { path, area, rate, what }: RatedProperty,
    { delivered, planned, action }: ResourceChange,
): Finding[] {
    if (planned === undefined || action === "read") return [];
    const [was, is] = [valueAt(delivered, path), valueAt(planned, path)];
    if (isDeepStrictEqual(was, is) && delivered !== undefined) return [];
    // Of a resource that is new, only what is unsafe is worth a word.
    const before = delivered === undefined ? 1 : rate(was);
    const direction = directionOf(before, rate(is));
    if (direction === "neutral") return [];
    const shown = path.at(-1) === "policy" ? [] : say` becomes ${textOf(is) || "unset"}`;
    return [{ direction, area, sentence: joined(say`${path.join(".")}`, [` (${what})`], shown) }];
}

function valueAt(inputs: unknown, path: readonly string[]): unknown {
    return path.reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), inputs);
}

/** Lists of rules in the inputs of firewalls, as the clouds name them. */
const ruleLists = ["inboundRules", "rules", "ingress"];
const anywhere = /^(0\.0\.0\.0\/0|::\/0)$/;

/** Rules of a cloud's firewall that let in, by the port and the sources that they name. */
function compareRules(before: Inputs | undefined, after: Inputs | undefined): Finding[] {
    const [old, next] = [rulesOf(before), rulesOf(after)];
    const [added, gone] = [without(next, old), without(old, next)];
    const open = added.some((rule) => rule.split(" ").some((part) => anywhere.test(part)));
    const whom = open ? say` (anywhere)` : [];
    return [
        ...(added.length === 0
            ? []
            : [cloud("weaker", joined(say`the cloud's firewall lets in `, listed(added), whom))]),
        ...(gone.length === 0
            ? []
            : [cloud("stronger", joined(say`the cloud's firewall no longer lets in `, listed(gone)))]),
    ];
}

function rulesOf(inputs: Inputs | undefined): string[] {
    const lists = ruleLists.flatMap((name) => {
        const list = inputs?.[name];
        return Array.isArray(list) ? list.filter(isRecord) : [];
    });
    const single = inputs !== undefined && ("cidrIpv4" in inputs || "cidrIpv6" in inputs) ? [inputs] : [];
    return [...lists, ...single].filter(({ direction }) => direction !== "out").flatMap(describeRule);
}

function describeRule(rule: Inputs): string[] {
    const range = [rule["fromPort"], rule["toPort"]].map(textOf).join("-");
    const ports = textOf(rule["portRange"] ?? rule["port"]) || range;
    const protocol = textOf(rule["protocol"] ?? rule["ipProtocol"]) || "any";
    const names = ["sourceAddresses", "sourceIps", "cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"];
    const sources = names.flatMap((name): unknown[] => {
        const value = rule[name];
        return Array.isArray(value) ? value : value === undefined ? [] : [value];
    });
    return sources.map((source) => `${ports}/${protocol} from ${textOf(source)}`);
}

function textOf(value: unknown): string {
    return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function cloud(direction: Finding["direction"], sentence: Finding["sentence"]): Finding {
    return { direction, area: "cloud", sentence };
}
