import { gunzipSync, gzipSync } from "node:zlib";
import type { Recording, Registration } from "../../components/registrations";
import type { CloudRow, TrafficRule } from "./evidence";
import { ofType, onlyOne } from "./evidence";
import { alter, alterInput, at, text, texts } from "./inputs";

const groupType = "aws:ec2/securityGroup:SecurityGroup";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const machineType = "aws:ec2/instance:Instance";

/** Rules of a type that belong to a group of the machine. */
function rulesOf(recording: Recording, type: string): Registration[] {
    const groups = texts.parse(onlyOne(recording, machineType).inputs["vpcSecurityGroupIds"]);
    return ofType(recording, type).filter(({ inputs }) => groups.includes(text.parse(inputs["securityGroupId"])));
}

function trafficOf({ inputs }: Registration): TrafficRule {
    const protocol = text.parse(inputs["ipProtocol"]);
    const range = text.parse(inputs["cidrIpv4"] ?? inputs["cidrIpv6"]);
    if (protocol === "-1") return { protocol: "any", from: 0, to: 65_535, range };
    return { protocol, from: Number(inputs["fromPort"]), to: Number(inputs["toPort"]), range };
}

const machineOf = (recording: Recording) => onlyOne(recording, machineType);

export const aws: CloudRow = {
    id: "aws",
    minimal: { region: "eu-central-1", instanceType: "t3.small" },
    full: {
        region: "eu-central-1",
        instanceType: "t4g.small",
        subnetId: "subnet-0123456789abcdef0",
        ipv6: true,
        diskGib: 40,
        kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        monitoring: true,
        permissions: {
            dns01: { zoneId: "Z0123456789ABC", names: ["chat.example.org"] },
            backups: { bucket: "backups.example.org", prefix: "chat-1/" },
        },
        dataVolume: { sizeGib: 50 },
        protectMachine: true,
    },
    machineType,
    bootstrap: {
        input: "userDataBase64",
        maximumBytes: 16_384,
        encode: (text) => gzipSync(text).toString("base64"),
        decode: (sent) => {
            const bytes = Buffer.from(sent, "base64");
            return { text: gunzipSync(bytes).toString(), bytes: bytes.length };
        },
    },
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/instance.html.markdown
    replacing: [
        "ami",
        "associatePublicIpAddress",
        "availabilityZone",
        "ipv6AddressCount",
        "keyName",
        "privateIp",
        "region",
        "rootBlockDevice.encrypted",
        "rootBlockDevice.kmsKeyId",
        "securityGroups",
        "subnetId",
        "tenancy",
        "userData",
        "userDataBase64",
    ],
    otherTags: [],
    read: (recording) => {
        const machine = machineOf(recording);
        const groups = texts.parse(machine.inputs["vpcSecurityGroupIds"]);
        const isOurs = ({ inputs }: Registration) => inputs["ingress"] === undefined && inputs["egress"] === undefined;
        const volumes = ofType(recording, "aws:ebs/volume:Volume");
        const rules = [...rulesOf(recording, ingressType), ...rulesOf(recording, egressType)];
        const known = new Set(rules.map(({ inputs }) => inputs["securityGroupId"]));
        return {
            machine,
            firewalls: groups.every((group) => known.has(group)) && isOurs(onlyOne(recording, groupType)) ? rules : [],
            incoming: rulesOf(recording, ingressType).map(trafficOf),
            outgoing: rulesOf(recording, egressType).map(trafficOf),
            addresses: ofType(recording, "aws:ec2/eip:Eip"),
            dataVolumes: volumes,
            encryption: [
                at(machine.inputs, "rootBlockDevice.encrypted") === true,
                ...volumes.map(({ inputs }) => inputs["encrypted"] === true),
            ],
        };
    },
    exempt: {},
    flaws: {
        "exact-ports": ({ full }) => alterInput(rulesOf(full, ingressType)[0], "toPort", 65_535),
        "exact-sources": ({ full }) => {
            const narrow = rulesOf(full, ingressType).find(({ inputs }) => inputs["cidrIpv4"] === "198.51.100.0/24");
            alterInput(narrow, "cidrIpv4", "0.0.0.0/0");
        },
        "ways-out": ({ full }) => rulesOf(full, egressType).forEach((rule) => alterInput(rule, "ipProtocol", "tcp")),
        "own-firewall": ({ full }) => alterInput(machineOf(full), "vpcSecurityGroupIds", ["sg-default"]),
        "encrypted-disks": ({ full }) => alterInput(machineOf(full), "rootBlockDevice.encrypted", undefined),
        "metadata-service": ({ full }) => alterInput(machineOf(full), "metadataOptions.httpTokens", "optional"),
        "open-before-shut": ({ full, moved }) => {
            const ssh = (recording: Recording, port: number) =>
                rulesOf(recording, ingressType).find(({ inputs }) => inputs["fromPort"] === port);
            alter(ssh(moved, 2022), { name: ssh(full, 4222)?.name ?? "" });
        },
    },
};
