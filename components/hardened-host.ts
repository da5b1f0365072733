import * as pulumi from "@pulumi/pulumi";
import type { CloudArgs, DnsArgs, HostArgs } from "./arguments";
import type { FirstAccess, Machine } from "./clouds/machine";
import { AdminTask } from "./delivery/admin-task";
import type { AdminTaskArgs, AdminTaskHost } from "./delivery/admin-task";
import { nullWhenFailed } from "./delivery/failed-output";
import { renderFirstBoot } from "./delivery/first-boot";
import { HostConfiguration } from "./delivery/host-configuration";
import type { FirstConnection } from "./delivery/host-configuration";
import { HostKey } from "./delivery/host-key";
import { knownHostsLine, sshCommand } from "./delivery/ssh-access";
import type { SshAccess } from "./delivery/ssh-access";
import { checkHost } from "./host-arguments";
import type { CheckedHost } from "./host-arguments";
import { zoneRecords } from "./host/chosen-parts";
import { plannedExposures } from "./host/exposure";
import { withOwnPlugin } from "./own-plugin";

/**
 * Seconds that a changed host waits for the confirmation before it rolls itself back. A new connection takes a few;
 * the rest is for a slow emulated machine and for a network that hiccups.
 */
const confirmTimeoutSeconds = 120;

/** Who logs in, and how. */
export interface LoginArgs {
    /** Account with the right to become root by sudo. @default "deploy" */
    user?: string | undefined;
    /** Its public keys in authorized_keys format, one line each; at least one. */
    authorizedKeys: string[];
    /** Private key file for deliveries. @default the agent's keys and ssh_config */
    identityFile?: string | undefined;
    /** Hosts to go through, as `ssh -J` takes them. @default none */
    proxyJump?: string | undefined;
}

/** Plain data, in the words of a stack file. */
export interface HardenedHostArgs {
    /** Where it runs: exactly one cloud, whose SDK is loaded then. */
    cloud: CloudArgs;
    /** What it looks like. @default hardened, with port 4222 of SSH open and nothing else */
    host?: HostArgs | undefined;
    /** Who logs in. */
    login: LoginArgs;
    /** Its names in DNS. @default none */
    dns?: DnsArgs | undefined;
    /** Content of each secret that the settings name. @default none */
    secrets?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
    /** Put on everything that the cloud can tag, beside `host`. @default none */
    tags?: Readonly<Record<string, string>> | undefined;
    /**
     * Hosts that must have been delivered and confirmed before this one is delivered: when one of them fails, nothing is
     * delivered to this one. The machine is made without waiting for them. @default none
     */
    deliverAfter?: readonly HardenedHost[] | undefined;
}

/** What Pulumi takes for an output is every property of a component, private ones too. */
const taskHosts = new WeakMap<HardenedHost, { readonly name: string; readonly host: AdminTaskHost }>();

/** A machine in a cloud, hardened as its settings say, that changes without ever locking its owner out. */
export class HardenedHost extends pulumi.ComponentResource {
    /** Address that answers on the openings. */
    public readonly address: pulumi.Output<string>;
    /** Port of the address that leads to sshd. */
    public readonly sshPort: pulumi.Output<number>;
    /** Command line that logs in. It carries the host key and believes no other. */
    public readonly sshCommand: pulumi.Output<string>;
    /** The host's public key, which it made for itself: `ssh-ed25519 <base64>`. */
    public readonly hostKey: pulumi.Output<string>;
    /** Line for a known_hosts file. */
    public readonly knownHosts: pulumi.Output<string>;
    /** Data of the SSHFP records that publish the key in DNS (RFC 4255). */
    public readonly sshfp: pulumi.Output<string[]>;
    /** Number of changes that the host has confirmed. */
    public readonly generation: pulumi.Output<number>;
    /**
     * Exposure of each service that the plan brings or confines, from 0 (least) to 10, as `systemd-analyze security`
     * measured it on the host after the last delivery or refresh.
     */
    public readonly exposureLevels: pulumi.Output<Record<string, number>>;
    /**
     * The same of each service whose whole unit is the plan's, estimated from its directives: a preview shows what a change
     * would make of it.
     */
    public readonly plannedExposureLevels: pulumi.Output<Record<string, number>>;
    /** What the tasks wrote that the settings ask for, by name: a first account's password, a link. Each a secret. */
    public readonly taskOutputs: pulumi.Output<Record<string, string>>;

    /**
     * @param name Host name without a domain; the names of all resources begin with it.
     * @throws RunError with everything that is wrong with the arguments; nothing has been asked for then.
     */
    public constructor(name: string, args: HardenedHostArgs, options: pulumi.ComponentResourceOptions = {}) {
        const checked = checkHost(name, args);
        super("hardened-host:index:HardenedHost", name, {}, withOwnPlugin(options));
        const { dns, login, settings } = checked;
        const { machine, firstKey } = this.makeMachine(name, args, checked);
        dns?.(
            name,
            { ...machine, tags: { ...args.tags, host: name }, records: zoneRecords(settings.apps) },
            { parent: this },
        );
        const configuration = this.deliver(name, args, checked, machine, firstKey);
        this.address = machine.address;
        this.sshPort = machine.reachablePort("tcp", settings.ssh.port);
        this.hostKey = configuration.currentHostKey;
        this.sshfp = configuration.sshfp;
        this.generation = configuration.generation;
        this.exposureLevels = configuration.exposureLevels;
        this.plannedExposureLevels = pulumi.output(plannedExposures(checked.plan));
        const connection = { address: this.address, port: this.sshPort, hostKey: this.hostKey, ...accountOf(login) };
        const taskHost = { machineId: machine.id, connection, machine: machine.resource, delivery: configuration };
        taskHosts.set(this, { name, host: taskHost });
        this.taskOutputs = this.runTasks(checked);
        const access = pulumi
            .all([this.address, this.sshPort, this.hostKey])
            .apply(([address, port, hostKey]): SshAccess => ({ address, port, hostKey, ...accountOf(login) }));
        this.knownHosts = access.apply(knownHostsLine);
        this.sshCommand = access.apply(sshCommand);
        this.registerOutputs({
            address: nullWhenFailed(this.address),
            sshPort: nullWhenFailed(this.sshPort),
            sshCommand: nullWhenFailed(this.sshCommand),
            hostKey: nullWhenFailed(this.hostKey),
            knownHosts: nullWhenFailed(this.knownHosts),
            sshfp: nullWhenFailed(this.sshfp),
            generation: nullWhenFailed(this.generation),
            exposureLevels: nullWhenFailed(this.exposureLevels),
            plannedExposureLevels: this.plannedExposureLevels,
            taskOutputs: nullWhenFailed(this.taskOutputs),
        });
    }

    /**
     * Does something once on the finished host, such as making an app's first account.
     *
     * @param task what it is called in the stack, after the host's name
     * @returns what the command wrote to its standard output, a secret
     */
    public runOnce(task: string, args: AdminTaskArgs): pulumi.Output<string> {
        const known = taskHosts.get(this);
        if (known === undefined) throw new Error("the host was not made by its constructor");
        return pulumi.secret(new AdminTask(`${known.name}-${task}`, args, known.host, { parent: this }).output);
    }

    private runTasks({ tasks }: CheckedHost): pulumi.Output<Record<string, string>> {
        const outputs = tasks.map(({ name: task, ...args }) => [task, this.runOnce(task, args)] as const);
        return pulumi.output(Object.fromEntries(outputs));
    }

    /** The one-time key exists only where a machine boots with it. */
    private makeMachine(
        name: string,
        { tags }: HardenedHostArgs,
        { login, settings, machine: makeMachine, plan: { openings } }: CheckedHost,
    ): { machine: Machine; firstKey: HostKey | undefined } {
        const sshPort = settings.ssh.port;
        const sshOpening = openings.find(({ protocol, port }) => protocol === "tcp" && port === sshPort);
        if (sshOpening === undefined) throw new Error(`the plan of ${name} opens no TCP port ${sshPort} for SSH`);
        let firstKey: HostKey | undefined;
        const bootstrap = () => {
            firstKey = new HostKey(`${name}-first-key`, {}, { parent: this });
            const text = pulumi.all([firstKey.publicKey, firstKey.privateKey]).apply(([publicKey, privateKey]) =>
                renderFirstBoot({
                    hostname: name,
                    loginUser: login.user,
                    authorizedKeys: login.authorizedKeys,
                    sshPort,
                    sshSources: sshOpening.sources,
                    hostKey: { publicKey, privateKey },
                }),
            );
            return pulumi.secret(text);
        };
        const { distribution } = settings;
        const plannedAccess = { port: sshPort, ...accountOf(login) };
        const machineArgs = { name, distribution, openings, bootstrap, plannedAccess, tags: { ...tags, host: name } };
        return { machine: makeMachine(name, machineArgs, { parent: this }), firstKey };
    }

    private deliver(
        name: string,
        { secrets, deliverAfter }: HardenedHostArgs,
        { login, settings, plan }: CheckedHost,
        machine: Machine,
        firstKey: HostKey | undefined,
    ): HostConfiguration {
        const { firstAccess } = machine;
        const hostKey = firstAccess?.hostKey ?? firstKey?.publicKey;
        if (hostKey === undefined) throw new Error(`the machine of ${name} has no host key that is known`);
        const connection = {
            address: machine.address,
            port: machine.reachablePort("tcp", settings.ssh.port),
            ...accountOf(login),
            hostKey,
            rotateHostKey: machine.capabilities.hostKeyFromFirstBoot,
        };
        const args = {
            machineId: machine.id,
            distribution: settings.distribution,
            connection,
            ...(firstAccess === undefined ? {} : { firstConnection: firstConnectionOf(firstAccess) }),
            plan,
            secrets: secrets ?? {},
            confirmTimeoutSeconds,
        };
        return new HostConfiguration(`${name}-configuration`, args, {
            parent: this,
            dependsOn: [...machine.openings, ...(deliverAfter ?? [])],
            // What is on a machine goes with it: a destroy needs no login to a host that is going away.
            ...(machine.capabilities.deletedWithStack ? { deletedWith: machine.resource } : {}),
        });
    }
}

function firstConnectionOf({ hostKey: _pinned, ...way }: FirstAccess): FirstConnection {
    return way;
}

function accountOf({
    user,
    identityFile,
    proxyJump,
}: CheckedHost["login"]): Pick<SshAccess, "user" | "identityFile" | "proxyJump"> {
    return {
        user,
        ...(identityFile === undefined ? {} : { identityFile }),
        ...(proxyJump === undefined ? {} : { proxyJump }),
    };
}
