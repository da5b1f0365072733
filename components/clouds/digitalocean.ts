import {
    Droplet,
    Firewall,
    ProjectResources,
    ReservedIp,
    ReservedIpAssignment,
    Tag,
    Volume,
    VolumeAttachment,
} from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { digitaloceanSettings } from "./digitalocean/settings";
import type { DigitalOceanSettings } from "./digitalocean/settings";
import { defineCloud } from "./machine";
import type { Machine, MachineArgs, Opening } from "./machine";
import { fittingBootstrap } from "./machine-bootstrap";
import { anywhere, checkRuleCount, ownPorts, portRangeOf, replacedByNewer, sourcesOf } from "./machine-openings";
import { frozen, refuseReplacement } from "./machine-replacement";

const images: Readonly<Record<string, string>> = {
    "debian-13": "debian-13-x64",
    "debian-12": "debian-12-x64",
    "ubuntu-24.04": "ubuntu-24-04-x64",
};

/** Commonly cited; cloud-init and the API name no other. */
const userDataLimit = { cloud: "DigitalOcean", maximumBytes: 65_536 };

/** Of one firewall: https://docs.digitalocean.com/products/networking/firewalls/details/limits/ */
const maximumRules = 50;

/** Inputs of a Droplet that make another one when they change. */
const bornWith = ["image", "region", "userData", "sshKeys", "vpcUuid", "dropletAgent", "monitoring"];

function makeDigitalOceanMachine(
    given: DigitalOceanSettings,
    name: string,
    args: MachineArgs,
    options: pulumi.ResourceOptions,
): Machine {
    const { firewall, tag } = makeFirewall(name, args.openings, options);
    const droplet = makeDroplet(given, name, args, { firewall, tag }, options);
    const { reservedIp, assignment } = giveAddress(given, name, droplet, options);
    const volume = attachVolume(given, name, args, droplet, options);
    if (given.project !== undefined) {
        const resources = [droplet.dropletUrn, reservedIp.reservedIpUrn, ...(volume ? [volume.volumeUrn] : [])];
        new ProjectResources(`${name}-project`, { project: given.project, resources }, options);
    }
    return {
        resource: droplet,
        id: refuseReplacement(name, droplet.id, { ...given, cloud: "digitalocean" }, [
            { setting: "cloud.digitalocean.region", wanted: given.region, actual: droplet.region },
            ...(given.image === undefined ? [madeFrom(args.distribution, droplet.image)] : []),
        ]),
        address: reservedIp.ipAddress,
        ipv6: droplet.ipv6Address,
        capabilities: { hostKeyFromFirstBoot: true, deletedWithStack: true },
        openings: [firewall, assignment],
        reachablePort: ownPorts(name, args.openings),
    };
}

function makeDroplet(
    given: DigitalOceanSettings,
    name: string,
    args: MachineArgs,
    { firewall, tag }: { firewall: Firewall; tag: Tag },
    options: pulumi.ResourceOptions,
): Droplet {
    const { region, size, sshKeys, monitoring, backups, vpc } = given;
    return new Droplet(
        `${name}-machine`,
        {
            name: args.name,
            region,
            size,
            image: given.image ?? images[args.distribution] ?? args.distribution,
            userData: fittingBootstrap(name, args.bootstrap(), userDataLimit, (text) => text),
            sshKeys,
            ...(vpc === undefined ? {} : { vpcUuid: vpc }),
            ipv6: true,
            monitoring,
            // It lets DigitalOcean's web console log in over SSH, with keys that no plan knows.
            dropletAgent: false,
            backups,
            // The firewall's tag is there from the first packet on.
            tags: [tag.name, ...tagsOf(args.tags)],
        },
        pulumi.mergeOptions(frozen(options, given, bornWith), { dependsOn: [firewall] }),
    );
}

/** An image that DigitalOcean has withdrawn is known by its number only, which tells nothing. */
function madeFrom(wanted: string, image: pulumi.Output<string>) {
    const names = Object.fromEntries(Object.entries(images).map(([distribution, slug]) => [slug, distribution]));
    const actual = image.apply((slug): string | undefined => names[slug]);
    return { setting: "host.distribution", wanted, actual };
}

/**
 * Made before the Droplet and bound to it by a tag of its own. Bound by the Droplet's number, it could come only after
 * the first boot. The tag's name is made unique: another Droplet with the same one would share the openings.
 */
function makeFirewall(name: string, openings: readonly Opening[], options: pulumi.ResourceOptions) {
    const tag = new Tag(`${name}-firewall-tag`, {}, options);
    const outboundRules = [
        { protocol: "tcp", portRange: "1-65535", destinationAddresses: [...anywhere] },
        { protocol: "udp", portRange: "1-65535", destinationAddresses: [...anywhere] },
        { protocol: "icmp", destinationAddresses: [...anywhere] },
    ];
    const inboundRules = openings.map((opening) => ({
        protocol: opening.protocol,
        portRange: portRangeOf(opening),
        sourceAddresses: [...sourcesOf(opening)],
    }));
    checkRuleCount(name, inboundRules.length + outboundRules.length, maximumRules, "a DigitalOcean firewall");
    // Without an outbound rule nothing gets out. What the host may reach, its own firewall decides.
    const firewall = new Firewall(
        `${name}-firewall`,
        { tags: [tag.name], inboundRules, outboundRules },
        replacedByNewer(options, "inboundRules"),
    );
    return { firewall, tag };
}

/** An address that stays when the machine is replaced. */
function giveAddress(given: DigitalOceanSettings, name: string, droplet: Droplet, options: pulumi.ResourceOptions) {
    const reservedIp = new ReservedIp(
        `${name}-address`,
        { region: given.region },
        pulumi.mergeOptions(frozen(options, given, ["region"]), { protect: given.protect }),
    );
    const assignment = new ReservedIpAssignment(
        `${name}-address-assignment`,
        { ipAddress: reservedIp.ipAddress, dropletId: droplet.id.apply(Number) },
        // Taking the old assignment back takes the address from whatever has it: that comes before the new one.
        pulumi.mergeOptions(options, { deletedWith: droplet, deleteBeforeReplace: true }),
    );
    return { reservedIp, assignment };
}

function attachVolume(
    given: DigitalOceanSettings,
    name: string,
    { tags }: MachineArgs,
    droplet: Droplet,
    options: pulumi.ResourceOptions,
): Volume | undefined {
    if (given.dataVolume === undefined) return undefined;
    const volume = new Volume(
        `${name}-data`,
        { region: given.region, size: given.dataVolume.sizeGib, initialFilesystemType: "ext4", tags: tagsOf(tags) },
        pulumi.mergeOptions(frozen(options, given, ["region", "initialFilesystemType"]), { protect: given.protect }),
    );
    new VolumeAttachment(
        `${name}-data-attachment`,
        { dropletId: droplet.id.apply(Number), volumeId: volume.id },
        pulumi.mergeOptions(options, { deletedWith: droplet, deleteBeforeReplace: true }),
    );
    return volume;
}

/** DigitalOcean's tags are words without values, of letters, digits, `:`, `-` and `_`. */
function tagsOf(tags: Readonly<Record<string, string>>): string[] {
    return Object.entries(tags).map(([key, value]) => `${key}:${value}`.replaceAll(/[^\w:-]/g, "-"));
}

/** Droplets of DigitalOcean, each with a firewall and a reserved address of its own. */
export const digitalocean = defineCloud(digitaloceanSettings, Object.keys(images), makeDigitalOceanMachine);
