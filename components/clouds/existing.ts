import * as pulumi from "@pulumi/pulumi";
import { existingSettings } from "./existing/settings";
import type { ExistingSettings } from "./existing/settings";
import { defineCloud } from "./machine";
import type { Machine, MachineArgs } from "./machine";
import { ownPorts } from "./machine-openings";

interface ExistingServerInputs {
    address: pulumi.Input<string>;
    port: pulumi.Input<number>;
    user: pulumi.Input<string>;
    identityFile?: pulumi.Input<string>;
    proxyJump?: pulumi.Input<string>;
    hostKey?: pulumi.Input<string>;
    acceptHostKey?: pulumi.Input<string>;
    distribution: pulumi.Input<string>;
    planned: pulumi.Input<{ port: number; user: string; identityFile?: string }>;
}

/** A server that was there before: looked at and found fit, and changed in nothing. */
export class ExistingServer extends pulumi.CustomResource {
    /** Its `/etc/machine-id`. */
    declare public readonly machineId: pulumi.Output<string>;
    /** ed25519 host key with which it was met: type and base64. */
    declare public readonly currentHostKey: pulumi.Output<string>;

    public constructor(name: string, inputs: ExistingServerInputs, options: pulumi.CustomResourceOptions) {
        const outputs = { machineId: undefined, currentHostKey: undefined };
        super("hardened-host:index:ExistingServer", name, { ...inputs, ...outputs }, options);
    }
}

function meetExistingServer(
    settings: ExistingSettings,
    name: string,
    args: MachineArgs,
    options: pulumi.ResourceOptions,
): Machine {
    const { address, port, user, hostKey, acceptHostKey } = settings;
    const { proxyJump, ...planned } = args.plannedAccess;
    const identityFile = settings.identityFile ?? planned.identityFile;
    const way = { port, user, ...(identityFile === undefined ? {} : { identityFile }) };
    const server = new ExistingServer(
        `${name}-machine`,
        {
            address,
            ...way,
            ...(proxyJump === undefined ? {} : { proxyJump }),
            // A line of a .pub file ends in a comment.
            ...(hostKey === undefined ? {} : { hostKey: hostKey.split(" ").slice(0, 2).join(" ") }),
            ...(acceptHostKey === undefined ? {} : { acceptHostKey }),
            distribution: args.distribution,
            planned,
        },
        options,
    );
    return {
        resource: server,
        id: server.machineId,
        address: pulumi.output(address),
        capabilities: { hostKeyFromFirstBoot: false, deletedWithStack: false },
        firstAccess: { ...way, hostKey: server.currentHostKey },
        // No firewall but the host's own: what is in front of somebody's server is its owner's.
        openings: [],
        reachablePort: ownPorts(name, args.openings),
    };
}

/** A server that is reachable by SSH, wherever it runs: taken over, and kept when the stack goes. */
export const existing = defineCloud(existingSettings, ["debian-13", "debian-12", "ubuntu-24.04"], meetExistingServer);
