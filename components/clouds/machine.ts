import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Opening } from "../host/plan";

export type { Opening } from "../host/plan";

/** What every cloud is told about the machine that it makes. */
export interface MachineArgs {
    /** Host name without a domain, and prefix of the names of all resources. */
    readonly name: string;
    /** Distribution to boot, for example `debian-13`. */
    readonly distribution: string;
    /** Ports to let through; everything else stays shut, over IPv4 and IPv6. */
    readonly openings: readonly Opening[];
    /**
     * Makes the first-boot text for cloud-init, and the one-time host key in it: call it once, and only for a machine that
     * is yet to boot. A secret, and frozen: a machine that exists ignores a new text.
     */
    readonly bootstrap: () => pulumi.Output<string>;
    /** How the plan lets deliveries in: what the machine must end up with. */
    readonly plannedAccess: PlannedAccess;
    /** Put on everything that the cloud can tag. */
    readonly tags: Readonly<Record<string, string>>;
}

/** A way in by SSH. */
export interface PlannedAccess {
    /** Port of sshd on the machine. */
    readonly port: number;
    /** Account with the right to become root. */
    readonly user: string;
    /** Private key file of the deploying computer. @default the agent's keys and ssh_config */
    readonly identityFile?: string;
    /** Hosts to go through, as `ssh -J` takes them. @default none */
    readonly proxyJump?: string;
}

/** The way into a machine that had booted before the stack knew it. */
export interface FirstAccess extends Pick<PlannedAccess, "port" | "user" | "identityFile"> {
    /** ed25519 key that the machine has, type and base64. */
    readonly hostKey: pulumi.Output<string>;
}

/** Where clouds differ, as data: nothing outside `clouds/` asks for a cloud's name. */
export interface MachineCapabilities {
    /**
     * The machine boots with the host key that the first-boot text carries, so its first delivery replaces that key.
     * False where the machine had a host key before.
     */
    readonly hostKeyFromFirstBoot: boolean;
    /** The stack made the machine and takes it away: whatever is on it goes with it. */
    readonly deletedWithStack: boolean;
}

/** A machine that delivery can reach. */
export interface Machine {
    /** The resource that is the machine: resources on the host are deleted with it. */
    readonly resource: pulumi.Resource;
    /** Changes when the machine is another one. */
    readonly id: pulumi.Output<string>;
    /** Address that the outside world uses. Stays the same when the machine is replaced, where the cloud can. */
    readonly address: pulumi.Output<string>;
    /** IPv6 address, where the machine has one of its own. */
    readonly ipv6?: pulumi.Output<string>;
    readonly capabilities: MachineCapabilities;
    /** How the first delivery gets in. @default the planned way, which the first-boot text has made, with its host key */
    readonly firstAccess?: FirstAccess;
    /** What lets the openings through: created before a delivery, and what is no longer wanted is deleted after it. */
    readonly openings: readonly pulumi.Resource[];
    /** Port of {@link address} that leads to a port of the machine that is among its openings. */
    reachablePort(protocol: Opening["protocol"], port: number): pulumi.Output<number>;
    /**
     * Makes the addresses answer to a name (PTR records), where the cloud lets them.
     *
     * @param after records of that name: some clouds look them up first
     */
    nameAddresses?(fullName: string, after: readonly pulumi.Resource[]): void;
}

/** Makes the machine with the cloud's own settings already given. */
export type MachineFactory = (name: string, args: MachineArgs, options: pulumi.ResourceOptions) => Machine;

/** One cloud: its settings, and how it makes a machine from them. */
export interface Cloud {
    /** Strict schema of the settings below `hosts.<name>.cloud.<id>`, for checks and for the reference. */
    readonly settings: z.ZodType;
    /** Distributions that it can boot. */
    readonly distributions: readonly string[];
    /** The same schema, giving the factory that the settings describe. */
    readonly factory: z.ZodType<MachineFactory>;
}

/** Ties a cloud's settings to what it makes of them. */
export function defineCloud<Schema extends z.ZodType>(
    settings: Schema,
    distributions: readonly string[],
    make: (settings: z.output<Schema>, name: string, args: MachineArgs, options: pulumi.ResourceOptions) => Machine,
): Cloud {
    const factory = settings.transform(
        (given): MachineFactory =>
            (name, args, options) =>
                make(given, name, args, options),
    );
    return { settings, distributions, factory };
}
