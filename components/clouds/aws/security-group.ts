import { getSubnetOutput, SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { MachineArgs } from "../machine";
import { anywhere, checkRuleCount, isIpv6, portRangeOf, rangeLabel, sourcesOf } from "../machine-openings";
import { frozen } from "../machine-replacement";
import type { AwsSettings } from "./settings";

/** Of one security group in one direction, unless the account has been given more. */
const maximumRules = 60;

interface RuleArgs {
    readonly ipProtocol: string;
    readonly fromPort?: number;
    readonly toPort?: number;
    readonly description: string;
}

/**
 * A security group without rules lets nothing in, and nothing out either: the provider takes away the rule for everything
 * that AWS puts there. Each opening is a resource of its own for each range, so that a change of one leaves the others.
 */
export function makeSecurityGroup(
    given: AwsSettings,
    name: string,
    { openings, tags }: MachineArgs,
    options: pulumi.ResourceOptions,
): { group: SecurityGroup; rules: pulumi.Resource[] } {
    const { region, subnetId } = given;
    const vpcId = subnetId === undefined ? {} : { vpcId: getSubnetOutput({ id: subnetId, region }, options).vpcId };
    const group = new SecurityGroup(
        `${name}-firewall`,
        { description: `Openings of ${name}`, ...vpcId, region, tags: { ...tags, Name: name } },
        frozen(options, given, ["description", "region", "vpcId"]),
    );
    const ruleOptions = pulumi.mergeOptions(frozen(options, given, ["region"]), { deletedWith: group });
    const shared = { securityGroupId: group.id, region, tags: { ...tags } };
    const incoming = openings.flatMap((opening) => {
        const { protocol, port, portEnd = port, purpose } = opening;
        const rule = { ipProtocol: protocol, fromPort: port, toPort: portEnd, description: describe(purpose) };
        const label = `${protocol}-${portRangeOf(opening)}`;
        return sourcesOf(opening).map((range) => ({ label: `${label}-${rangeLabel(range)}`, rule, range }));
    });
    const rules = [...incoming, ...pathMtuRules];
    checkRuleCount(name, rules.length, maximumRules, "an AWS security group");
    const made = rules.map(
        ({ label, rule, range }) =>
            new SecurityGroupIngressRule(`${name}-in-${label}`, { ...shared, ...rule, ...cidr(range) }, ruleOptions),
    );
    const egress = anywhere.map(
        (range) =>
            new SecurityGroupEgressRule(
                `${name}-out-${rangeLabel(range)}`,
                { ...shared, ipProtocol: "-1", description: "Restricted by the firewall of the host", ...cidr(range) },
                ruleOptions,
            ),
    );
    return { group, rules: [...made, ...egress] };
}

/**
 * "This packet is too big": a connection hangs for ever where it is not heard (RFC 1191, RFC 8201), and AWS does not
 * count it to the connection that it belongs to. https://docs.aws.amazon.com/vpc/latest/userguide/path-mtu.html
 */
const pathMtuRules: readonly { label: string; rule: RuleArgs; range: string }[] = [
    {
        label: "path-mtu-ipv4",
        // Type 3, code 4.
        rule: { ipProtocol: "icmp", fromPort: 3, toPort: 4, description: "Path MTU discovery" },
        range: anywhere[0],
    },
    {
        label: "path-mtu-ipv6",
        // Type 2, code 0.
        rule: { ipProtocol: "icmpv6", fromPort: 2, toPort: 0, description: "Path MTU discovery" },
        range: anywhere[1],
    },
];

function cidr(range: string): { cidrIpv4: string } | { cidrIpv6: string } {
    return isIpv6(range) ? { cidrIpv6: range } : { cidrIpv4: range };
}

/** AWS takes few characters in a description. */
function describe(purpose: string): string {
    return purpose.replaceAll(/[^a-zA-Z0-9. _:/()#,@[\]+=&;{}!$*-]/g, "-").slice(0, 255);
}
