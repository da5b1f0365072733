import * as pulumi from "@pulumi/pulumi";
import type { HostPlan } from "../host/plan";
import { completePlan } from "./complete-plan";

/** How the deploying computer reaches the host. */
export interface Connection {
    /** Name or address. */
    address: pulumi.Input<string>;
    port: pulumi.Input<number>;
    /** Account to log in as, with the right to become root by sudo. */
    user: pulumi.Input<string>;
    /** Private key file on the deploying computer. @default the agent's keys and ssh_config */
    identityFile?: pulumi.Input<string>;
    /** ed25519 key that the host shows at its first delivery, type and base64. */
    hostKey: pulumi.Input<string>;
    /** Replace that key by one that the host makes for itself. */
    rotateHostKey: pulumi.Input<boolean>;
    /** Hosts to go through, as `ssh -J` takes them. */
    proxyJump?: pulumi.Input<string>;
}

/** How a machine is reached that was there before the stack knew it. */
export interface FirstConnection {
    port: pulumi.Input<number>;
    user: pulumi.Input<string>;
    /** @default that of the connection */
    identityFile?: pulumi.Input<string>;
}

export interface HostConfigurationArgs {
    /** Another machine is another host. */
    machineId: pulumi.Input<string>;
    /** Name of the distribution that the plan was made for, `debian-13`. A host with another is refused. */
    distribution: string;
    connection: Connection;
    /** The way in before the first delivery, where it is not the connection's own. */
    firstConnection?: FirstConnection;
    plan: HostPlan;
    /** Content of each secret that the plan's `secretFiles` name. */
    secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** Seconds after which a host that heard no confirmation rolls itself back, 30 to 3600. */
    confirmTimeoutSeconds: number;
}

/** Everything on a host that the plan manages, delivered as one change that is confirmed over a new connection. */
export class HostConfiguration extends pulumi.CustomResource {
    /** Public host key in force: `ssh-ed25519 <base64>`. */
    declare public readonly currentHostKey: pulumi.Output<string>;
    /** SHA256 fingerprint of it as `ssh-keygen -l` prints it. */
    declare public readonly hostKeyFingerprint: pulumi.Output<string>;
    /** Data of the SSHFP records that publish it (RFC 4255). */
    declare public readonly sshfp: pulumi.Output<string[]>;
    /** Number of confirmed changes on the host. */
    declare public readonly generation: pulumi.Output<number>;
    /**
     * Sockets that wait for the outside and that no opening covers, for example `tcp 0.0.0.0:8080 of python3`. The
     * firewall drops what comes in there.
     */
    declare public readonly unexpectedListeners: pulumi.Output<string[]>;
    /** nftables tables of others that filter what arrives, and may shut out what an opening lets in. */
    declare public readonly foreignFilterTables: pulumi.Output<string[]>;
    /** Exposure by `systemd-analyze security`, 0 to 10, of each service whose unit or drop-in is the plan's. */
    declare public readonly exposureLevels: pulumi.Output<Record<string, number>>;

    public constructor(name: string, args: HostConfigurationArgs, options: pulumi.CustomResourceOptions) {
        const { plan, secrets, ...rest } = args;
        const outputs = {
            currentHostKey: undefined,
            hostKeyFingerprint: undefined,
            sshfp: undefined,
            generation: undefined,
            unexpectedListeners: undefined,
            foreignFilterTables: undefined,
            exposureLevels: undefined,
        };
        const inputs = { ...rest, ...completePlan(plan, secrets), ...outputs };
        super("hardened-host:index:HostConfiguration", name, inputs, options);
    }
}
