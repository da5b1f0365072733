import { deployKey } from "../golden/cases";
import type { StackSettings } from "./world/review-stack";

/** A change of a stack's settings, or of its host behind its back, and the exit status that a pipeline gets. */
export interface ReviewCase {
    readonly name: string;
    readonly exitStatus: number;
    readonly settings: StackSettings;
    readonly drift?: object;
}

interface HostOptions {
    readonly host?: object;
    readonly cloud?: object;
    readonly login?: object;
}

export function host({ host: settings = {}, cloud = { local: {} }, login = {} }: HostOptions = {}): object {
    return { cloud, login: { authorizedKeys: [deployKey], ...login }, host: settings };
}

export function hosts(named: Readonly<Record<string, object>>): StackSettings {
    return { config: { "hardened-host:hosts": named } };
}

const only = (options: HostOptions) => hosts({ "host-1": host(options) });
const aWayOut = { purpose: "our monitoring", accounts: ["alex"], ports: [443], to: ["monitoring.example.org"] };
const owned = { mode: "0644", owner: "root", group: "root" };

/** What was delivered before each of the changes. */
export const delivered = only({});

/** Changes of settings that users make, on a stack of the real program. */
export const settingsChanges: readonly ReviewCase[] = [
    { name: "nothing-changed", exitStatus: 0, settings: only({}) },
    {
        name: "opened-to-everybody",
        exitStatus: 11,
        settings: only({ host: { firewall: { openings: [{ port: 443, purpose: "web" }] } } }),
    },
    {
        name: "ssh-for-one-network",
        exitStatus: 10,
        settings: only({ host: { ssh: { sources: ["203.0.113.0/24", "2001:db8:7::/48"] } } }),
    },
    { name: "ssh-port-moved", exitStatus: 10, settings: only({ host: { ssh: { port: 2222 } } }) },
    {
        name: "classical-key-exchange",
        exitStatus: 11,
        settings: only({ host: { ssh: { classicalKeyExchange: true } } }),
    },
    {
        name: "forwarding-allowed",
        exitStatus: 11,
        settings: only({ host: { ssh: { allowedForwarding: ["agent", "local-tcp"], maxAuthTries: 6 } } }),
    },
    {
        name: "administrator-added",
        exitStatus: 11,
        settings: only({
            host: { accounts: { people: { alex: { authorizedKeys: [deployKey], administrator: true } } } },
        }),
    },
    {
        name: "kernel-loosened",
        exitStatus: 11,
        settings: only({
            host: {
                kernel: { unprivilegedUserNamespaces: true, ioUring: "on", usbStorage: true, mounts: { tmp: false } },
            },
        }),
    },
    {
        name: "updates-from-more-sources",
        exitStatus: 10,
        settings: only({ host: { updates: { packages: "stable", rebootWhenNeeded: false } } }),
    },
    { name: "ways-out-opened", exitStatus: 11, settings: only({ host: { egress: { policy: "open" } } }) },
    { name: "way-out-allowed", exitStatus: 11, settings: only({ host: { egress: { allowed: [aWayOut] } } }) },
    {
        name: "audit-made-immutable",
        exitStatus: 10,
        settings: only({ host: { logging: { audit: { immutable: true } } } }),
    },
    {
        name: "machine-replaced",
        exitStatus: 12,
        settings: only({
            cloud: { local: { segment: { tap: "tap0", ipv4Cidr: "198.51.100.10/24", ipv6Cidr: "2001:db8::10/64" } } },
        }),
    },
    { name: "host-added", exitStatus: 10, settings: hosts({ "host-1": host(), "host-2": host() }) },
    { name: "host-renamed", exitStatus: 12, settings: hosts({ "host-9": host() }) },
    {
        name: "drift-only",
        exitStatus: 10,
        settings: only({}),
        drift: {
            HostConfiguration: {
                files: { "/etc/motd": { content: "Pwned.\n", ...owned }, "/etc/sudoers.d/hardened-host": null },
                units: { "auditd.service": { enabled: false, active: false } },
            },
        },
    },
    {
        name: "drift-and-change",
        exitStatus: 11,
        settings: only({ host: { firewall: { openings: [{ port: 443, purpose: "web" }] } } }),
        drift: { HostConfiguration: { files: { "/etc/motd": { content: "Hello.\n", ...owned } } } },
    },
    { name: "machine-gone", exitStatus: 12, settings: only({}), drift: { LocalMachine: null } },
    { name: "settings-refused", exitStatus: 1, settings: only({ host: { ssh: { port: 99_999 } } }) },
];
