import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import type { ManagedFile } from "../../plan";

/** Whatever a service listens on: nothing but this host itself reaches it, nor does it reach anything else. */
const thisHostOnly: SystemdDirectives = { IPAddressDeny: "any", IPAddressAllow: "localhost" };

/** What takes nothing from a program that becomes another account and runs others: the kernel and the clock stay as they are. */
const withoutTheKernel: SystemdDirectives = {
    LockPersonality: true,
    PrivateDevices: true,
    ProtectClock: true,
    ProtectControlGroups: true,
    ProtectHostname: true,
    ProtectKernelLogs: true,
    ProtectKernelModules: true,
    ProtectKernelTunables: true,
    RestrictNamespaces: true,
    RestrictRealtime: true,
    SystemCallArchitectures: "native",
};

const rabbitmq: SystemdDirectives = {
    ...hardenedServiceSandbox,
    ...thisHostOnly,
    PrivateNetwork: false,
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
    // It reads /proc/meminfo, to know when to take no more messages.
    ProcSubset: "all",
    ReadWritePaths: "/var/lib/rabbitmq /var/log/rabbitmq -/etc/rabbitmq",
    // Before Zulip's own settings are there, and whatever becomes of them.
    Environment: [
        "ERL_EPMD_ADDRESS=127.0.0.1",
        "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1",
        '"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"',
    ],
};

const postgresql: SystemdDirectives = {
    ...withoutTheKernel,
    ...thisHostOnly,
    CapabilityBoundingSet: "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_SETGID CAP_SETUID",
    NoNewPrivileges: true,
    PrivateTmp: true,
    ProtectHome: true,
    ProtectProc: "invisible",
    ProtectSystem: "strict",
    ReadWritePaths: "/var/lib/postgresql /var/log/postgresql /run/postgresql -/etc/postgresql",
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
    RestrictSUIDSGID: true,
};

/** Its programs serve, fetch and send: they have the network, their home, and what is theirs below /var and /srv. */
const application: SystemdDirectives = { ...withoutTheKernel, ProtectSystem: "full" };

/**
 * Drop-ins for the units of Zulip's parts, there before the packages are: nothing of it ever runs without. Zulip's puppet
 * rewrites configuration files and leaves these alone.
 */
export function confinementFiles(confineApplication: boolean): Record<string, ManagedFile> {
    const services: Readonly<Record<string, SystemdDirectives>> = {
        "epmd.service": { ...hardenedServiceSandbox, ...epmd },
        "memcached.service": { ...withoutTheKernel, ...thisHostOnly, ProtectHome: true, ProtectProc: "invisible" },
        "postgresql@.service": postgresql,
        "rabbitmq-server.service": rabbitmq,
        // The distribution has confined it, but for the network.
        "redis-server.service": thisHostOnly,
        ...(confineApplication ? { "nginx.service": application, "supervisor.service": application } : {}),
    };
    return {
        ...Object.fromEntries(
            Object.entries(services).map(([unit, Service]) => [
                dropIn(unit),
                { content: renderSystemdUnit({ Service }) },
            ]),
        ),
        [dropIn("epmd.socket")]: {
            content: renderSystemdUnit({
                why: "The package's unit listens on every address; RabbitMQ's unit wants it.",
                Socket: { ListenStream: ["", "127.0.0.1:4369", "[::1]:4369"] },
            }),
        },
    };
}

const epmd: SystemdDirectives = {
    ...thisHostOnly,
    PrivateNetwork: false,
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
};

/** Services that take a changed drop-in by a restart, where they are. */
export const confinedServices = [
    ...["epmd.service", "memcached.service", "rabbitmq-server.service", "redis-server.service"],
    ...["nginx.service", "supervisor.service"],
] as const;

export function dropIn(unit: string): string {
    return `/etc/systemd/system/${unit}.d/60-hardened-host.conf`;
}
