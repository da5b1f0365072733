import { Firewall, PrimaryIp, Rdns, Server, Volume, VolumeAttachment } from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { hetznerSettings } from "./hetzner/settings";
import type { HetznerSettings } from "./hetzner/settings";
import { defineCloud } from "./machine";
import type { Machine, MachineArgs, Opening } from "./machine";
import { fittingBootstrap } from "./machine-bootstrap";
import { checkRuleCount, ownPorts, portRangeOf, replacedByNewer, sourcesOf } from "./machine-openings";
import { frozen, refuseReplacement } from "./machine-replacement";

const distributions = ["debian-13", "debian-12", "ubuntu-24.04"];

/** https://docs.hetzner.cloud/reference/cloud#servers-create-a-server, `user_data`. */
const userDataLimit = { cloud: "Hetzner", maximumBytes: 32_768 };

/** Of one firewall: https://docs.hetzner.com/cloud/firewalls/overview */
const maximumRules = 50;

/** Marks the one server that the openings are for, by the number of its firewall. */
const firewallLabel = "firewall";

/** Inputs of a server that make another one when they change. */
const bornWith = ["image", "location", "userData", "sshKeys"];

function makeHetznerMachine(
    given: HetznerSettings,
    name: string,
    args: MachineArgs,
    options: pulumi.ResourceOptions,
): Machine {
    const labels = labelsOf(args.tags);
    const { closed, open } = makeFirewalls(name, args.openings, labels, options);
    const ipv4 = makeAddress("ipv4", given, name, labels, options);
    const ipv6 = makeAddress("ipv6", given, name, labels, options);
    const server = makeServer(given, name, args, { closed, open, ipv4, ipv6 }, options);
    if (given.dataVolume !== undefined) attachVolume(given, given.dataVolume.sizeGib, name, labels, server, options);
    const distribution = server.labels.apply((made) => made?.["distribution"]);
    return {
        resource: server,
        id: refuseReplacement(name, server.id, { ...given, cloud: "hetzner" }, [
            { setting: "cloud.hetzner.location", wanted: given.location, actual: server.location },
            { setting: "host.distribution", wanted: args.distribution, actual: distribution },
        ]),
        address: ipv4.ipAddress,
        ipv6: server.ipv6Address,
        capabilities: { hostKeyFromFirstBoot: true, deletedWithStack: true },
        openings: [open],
        reachablePort: ownPorts(name, args.openings),
        nameAddresses: (dnsPtr) => {
            const primaryIp = (address: PrimaryIp) => ({ primaryIpId: address.id.apply(Number), dnsPtr });
            new Rdns(`${name}-reverse-ipv4`, { ...primaryIp(ipv4), ipAddress: ipv4.ipAddress }, options);
            new Rdns(`${name}-reverse-ipv6`, { ...primaryIp(ipv6), ipAddress: server.ipv6Address }, options);
        },
    };
}

function makeServer(
    given: HetznerSettings,
    name: string,
    args: MachineArgs,
    { closed, open, ipv4, ipv6 }: { closed: Firewall; open: Firewall; ipv4: PrimaryIp; ipv6: PrimaryIp },
    options: pulumi.ResourceOptions,
): Server {
    const { location, serverType, sshKeys, backups, protectMachine: deleteProtection } = given;
    // What the machine was made of, for refusing another: the image's own name may be withdrawn.
    const birth = { distribution: args.distribution, [firewallLabel]: closed.id };
    return new Server(
        `${name}-machine`,
        {
            name: args.name,
            location,
            serverType,
            image: given.image ?? args.distribution,
            userData: fittingBootstrap(name, args.bootstrap(), userDataLimit, (text) => text),
            sshKeys,
            firewallIds: [closed.id.apply(Number)],
            // The firewall with the openings comes by label; the provider would take it off again.
            ignoreRemoteFirewallIds: true,
            publicNets: [{ ipv4: ipv4.id.apply(Number), ipv6: ipv6.id.apply(Number) }],
            backups,
            // A larger disk could never go back to a smaller server type.
            keepDisk: true,
            shutdownBeforeDeletion: true,
            deleteProtection,
            rebuildProtection: deleteProtection,
            labels: { ...labelsOf(args.tags), ...birth },
        },
        pulumi.mergeOptions(frozen(options, given, [...bornWith, "labels.distribution"]), {
            dependsOn: [open],
            // Names and addresses belong to one server at a time.
            deleteBeforeReplace: true,
        }),
    );
}

/**
 * Two, whose openings add up. One lets nothing in and is given to the server at its creation, so that it never runs
 * without. The other has the openings, and comes by a label, so that a newer one can stand beside it for a while. What
 * may go out, the host's own firewall decides.
 */
function makeFirewalls(
    name: string,
    openings: readonly Opening[],
    labels: Readonly<Record<string, string>>,
    options: pulumi.ResourceOptions,
): { closed: Firewall; open: Firewall } {
    checkRuleCount(name, openings.length, maximumRules, "a Hetzner firewall");
    const closed = new Firewall(`${name}-firewall`, { rules: [], labels }, options);
    const rules = openings.map((opening) => ({
        direction: "in",
        protocol: opening.protocol,
        port: portRangeOf(opening),
        sourceIps: [...sourcesOf(opening)],
        description: opening.purpose,
    }));
    const open = new Firewall(
        `${name}-openings`,
        { rules, applyTos: [{ labelSelector: pulumi.interpolate`${firewallLabel}=${closed.id}` }], labels },
        replacedByNewer(options, "rules"),
    );
    return { closed, open };
}

/** An address that stays when the machine is replaced; of IPv6, a network, of which the machine has the first. */
function makeAddress(
    type: "ipv4" | "ipv6",
    given: HetznerSettings,
    name: string,
    labels: Readonly<Record<string, string>>,
    options: pulumi.ResourceOptions,
): PrimaryIp {
    return new PrimaryIp(
        `${name}-address-${type}`,
        { type, location: given.location, autoDelete: false, deleteProtection: given.protect, labels },
        pulumi.mergeOptions(frozen(options, given, ["location"]), { protect: given.protect }),
    );
}

function attachVolume(
    given: HetznerSettings,
    size: number,
    name: string,
    labels: Readonly<Record<string, string>>,
    server: Server,
    options: pulumi.ResourceOptions,
): void {
    const volume = new Volume(
        `${name}-data`,
        { location: given.location, size, format: "ext4", deleteProtection: given.protect, labels },
        pulumi.mergeOptions(frozen(options, given, ["location", "format"]), { protect: given.protect }),
    );
    new VolumeAttachment(
        `${name}-data-attachment`,
        { serverId: server.id.apply(Number), volumeId: volume.id.apply(Number), automount: false },
        pulumi.mergeOptions(options, { deletedWith: server, deleteBeforeReplace: true }),
    );
}

/** Labels are at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. */
function labelsOf(tags: Readonly<Record<string, string>>): Record<string, string> {
    const trim = (text: string) =>
        text
            .replaceAll(/[^\w.-]/g, "-")
            .slice(0, 63)
            .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "");
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [trim(key), trim(value)]));
}

/** Servers of Hetzner Cloud, each with a firewall and addresses of its own. */
export const hetzner = defineCloud(hetznerSettings, distributions, makeHetznerMachine);
