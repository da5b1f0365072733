import { createHash } from "node:crypto";

type Outputs = Record<string, unknown>;

/** A number that is always the same for a name. */
export function numberOf(name: string): number {
    return createHash("sha256").update(name).digest().readUInt16BE() + 10_000;
}

/** Addresses that the clouds give, documentation ranges all: RFC 5737 and RFC 3849. */
export const givenIpv4 = "203.0.113.7";
export const givenIpv6 = "2001:db8:5::1";

const byType: Readonly<Record<string, (name: string, inputs: Outputs) => Outputs>> = {
    // Pulumi names it, where the program gives no name.
    "digitalocean:index/tag:Tag": (name) => ({ name: `${name}-1a2b3c4` }),
    "digitalocean:index/droplet:Droplet": (name) => ({
        id: numberOf(name),
        dropletUrn: `do:droplet:${numberOf(name)}`,
        ipv6Address: givenIpv6,
    }),
    "digitalocean:index/reservedIp:ReservedIp": () => ({
        ipAddress: givenIpv4,
        reservedIpUrn: `do:reservedip:${givenIpv4}`,
    }),
    "digitalocean:index/volume:Volume": (name) => ({ volumeUrn: `do:volume:${name}-id` }),
    "hcloud:index/primaryIp:PrimaryIp": (name, { type }) => ({
        id: numberOf(name),
        ipAddress: type === "ipv6" ? givenIpv6.replace(/1$/, "") : givenIpv4,
    }),
    "hcloud:index/server:Server": (name) => ({ id: numberOf(name), ipv6Address: givenIpv6 }),
    "hcloud:index/firewall:Firewall": (name) => ({ id: numberOf(name) }),
    "hcloud:index/volume:Volume": (name) => ({ id: numberOf(name) }),
    "aws:ec2/securityGroup:SecurityGroup": (name) => ({ id: `sg-${numberOf(name)}` }),
    "aws:ec2/instance:Instance": (name) => ({
        id: `i-${numberOf(name)}`,
        availabilityZone: "eu-central-1a",
        ipv6Addresses: [givenIpv6],
    }),
    "aws:ec2/eip:Eip": (name) => ({ allocationId: `eipalloc-${numberOf(name)}`, publicIp: givenIpv4 }),
    "aws:iam/role:Role": (name) => ({ name: `${name}-1a2b3c4` }),
    "aws:iam/instanceProfile:InstanceProfile": (name) => ({ name: `${name}-1a2b3c4` }),
};

/** What a cloud adds to the inputs of a resource. */
export function cloudOutputs(type: string, name: string, inputs: Outputs): Outputs {
    return byType[type]?.(name, inputs) ?? {};
}

/** What a cloud answers to a look-up. */
export function lookUp(token: string): Outputs {
    switch (token) {
        case "aws:ec2/getAmi:getAmi":
            return { id: "ami-0123456789abcdef0" };
        case "aws:ec2/getSubnet:getSubnet":
            return { vpcId: "vpc-0123456789abcdef0", availabilityZone: "eu-central-1a" };
        case "aws:route53/getZone:getZone":
            return { zoneId: "Z0123456789ABC" };
        case "cloudflare:index/getZone:getZone":
            return { zoneId: "023e105f4ecef8ad9ca31a8372d0c353" };
        default:
            throw new Error(`unexpected look-up ${token}`);
    }
}
