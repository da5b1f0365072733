import { hostSettings } from "../../components/host/settings";
import type { HostSettings, Login } from "../../components/host/settings";
import { everyApp, onlyApp } from "../contracts/apps/subjects";
import { anyCertificate } from "../unit/host/service-settings";

/** A host whose files are kept under `test/golden/<name>`. */
export interface GoldenCase {
    readonly name: string;
    readonly hostname: string;
    readonly login: Login;
    readonly settings: HostSettings;
}

/** Keys made for these files; nobody has their private halves. */
export const deployKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILwWaGsjdTGgESeT/OiafVM4oc1tsxmE7Rr0LBkImGMZ deploy@example.org";
const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhSYofFtdyBK+F+50YlI+X4K3azlqH+QnN3D2uxd3n1 alex@example.org";

const login: Login = { user: "deploy", authorizedKeys: [deployKey] };

/** Every setting away from its default, so that each shows in some file. */
const everythingTuned = {
    distribution: "debian-13",
    trustedSources: ["203.0.113.0/24", "2001:db8:7::/48"],
    accounts: {
        people: {
            alex: { authorizedKeys: [otherKey], administrator: true },
            robin: { authorizedKeys: [otherKey], shell: "/bin/sh" },
        },
        idleTimeoutMinutes: 5,
        passwordMinLength: 20,
        passwordMaxAgeDays: 90,
    },
    ssh: {
        port: 2222,
        sources: ["203.0.113.0/24", "2001:db8:7::/48", "198.51.100.7/32"],
        rateLimit: { connections: 7, perSeconds: 60 },
        classicalKeyExchange: true,
        loginGraceSeconds: 20,
        maxAuthTries: 6,
        maxSessions: 8,
        allowedForwarding: ["agent", "local-tcp", "unix-socket"],
        userCa: { publicKeys: [otherKey], principals: { alex: ["operations", "alex"] } },
    },
    firewall: {
        openings: [
            { port: 443, purpose: "web", connectionsPerSource: 200, rateLimit: { connections: 50, perSeconds: 10 } },
            { port: 587, purpose: "submission" },
            { protocol: "udp", port: 49152, portEnd: 65535, purpose: "calls", sources: ["2001:db8::/32"] },
        ],
        connectionsPerSource: 1000,
        mailConnectionsPerSource: 20,
        logDropped: false,
    },
    egress: { policy: "open" },
    metadata: { allowedUsers: ["backup"] },
    kernel: {
        ptraceScope: 3,
        unprivilegedUserNamespaces: true,
        ioUring: "on",
        rebootOnOops: false,
        reversePath: "loose",
        usbStorage: true,
        allowedModules: ["sctp"],
        mounts: {
            tmp: false,
            varTmp: false,
            dev: false,
            devShm: false,
            varLog: false,
            home: false,
            hideProcesses: false,
        },
    },
    updates: {
        packages: "stable",
        extraOrigins: ["origin=Docker,label=Docker CE"],
        window: { days: ["Sun"], start: "22:15", durationMinutes: 120, timezone: "Europe/Berlin" },
        rebootWhenNeeded: false,
        staleAfterHours: 48,
    },
    logging: {
        journal: { maxDiskMib: 256, retentionDays: 30 },
        audit: { maxFileMib: 32, files: 4, immutable: true },
        processAccounting: false,
    },
    integrity: { watchedFolders: ["/srv/app"], ignoredPaths: ["/srv/app/cache"] },
    minimal: {
        banner: ["Members only."],
        keepPackages: ["rpcbind"],
        cronUsers: ["deploy"],
        timeSync: { protocol: "nts", servers: ["time.example.org"] },
    },
};

/** What a host has only when its settings name it. */
const services = {
    tls: {
        domain: "example.org",
        email: "owner@example.org",
        dns: { provider: "rfc2136", server: "ns1.example.net", keyName: "challenge" },
        delegatedName: "example-org.challenges.example.net",
        rsa: true,
        reload: ["proxy.service"],
    },
    edge: {
        sites: {
            chat: { hostNames: ["chat.example.org"], upstream: { loopbackPort: 8080 }, policy: { webSockets: true } },
            www: { hostNames: ["example.org"], page: { title: "Example" } },
        },
    },
    notify: {
        email: { to: ["owner@example.org"], from: "chat-4@example.org", server: "mail.example.org", user: "chat-4" },
        webhooks: { phone: { format: "ntfy" } },
    },
    activity: {
        sink: {
            host: "logs.example.net",
            caCertificates: [anyCertificate],
            clientCertificate: anyCertificate,
        },
    },
    egress: {
        allowed: [
            { purpose: "monitoring", accounts: ["alex", "root"], ports: [443, "8000-8010"], to: ["example.net"] },
            { purpose: "inner database", accounts: ["root"], ports: [5432], to: ["10.1.2.3", "fd00:1::/64"] },
            { purpose: "calls", accounts: ["alex"], protocol: "udp", ports: [3478], to: "public" },
        ],
        allowedPrivateRanges: ["10.9.0.0/16"],
        logDropped: false,
    },
    proxy: { deniedDomains: ["ads.example"] },
    bans: { failures: 4, exempt: ["192.0.2.0/24"] },
    blocklists: {
        denied: ["203.0.113.0/24", "2001:db8:bad::/48"],
        allowed: ["192.0.2.0/24"],
        lists: { drop: { url: "https://lists.example.net/drop.txt" } },
        countries: [{ ports: [4222], allowed: ["AT", "DE"] }],
    },
    apps: {
        service: {
            previews: {
                description: "Previews of links",
                source: { debian: { name: "previews" } },
                command: ["/usr/bin/previews"],
                proxy: { allowedDomains: ["example.org"], deniedDomains: ["private.example.org"] },
            },
        },
    },
};

/** What apps need beside them. */
const served = { tls: { domain: "example.org", issuer: "internal" }, edge: {} };

export const goldenCases: readonly GoldenCase[] = [
    { name: "debian-13-default", hostname: "chat-1", login, settings: hostSettings.parse({}) },
    { name: "debian-13-tuned", hostname: "chat-2", login, settings: hostSettings.parse(everythingTuned) },
    { name: "debian-13-services", hostname: "chat-4", login, settings: hostSettings.parse(services) },
    ...(["debian-12", "ubuntu-24.04"] as const).map((distribution) => ({
        name: `${distribution}-services`,
        hostname: "chat-7",
        login,
        settings: hostSettings.parse({ distribution, ...services }),
    })),
    {
        name: "ubuntu-24.04-default",
        hostname: "chat-3",
        login,
        settings: hostSettings.parse({ distribution: "ubuntu-24.04" }),
    },
    {
        name: "debian-13-backup",
        hostname: "chat-6",
        login,
        settings: hostSettings.parse({
            backup: {
                repository: {
                    type: "s3",
                    endpoint: "fra1.digitaloceanspaces.com",
                    bucket: "example-backups",
                    region: "fra1",
                    accessKeyId: "EXAMPLEKEY",
                },
                paths: ["/srv/app"],
                exclude: ["*.log", "cache"],
                restoreFrom: "latest",
            },
        }),
    },
    { name: "debian-13-apps", hostname: "chat-5", login, settings: hostSettings.parse({ ...served, apps: everyApp }) },
    {
        name: "ubuntu-24.04-cloudron",
        hostname: "apps-1",
        login,
        settings: hostSettings.parse({ distribution: "ubuntu-24.04", ssh: { port: 202 }, apps: onlyApp("cloudron") }),
    },
    {
        name: "debian-13-zulip",
        hostname: "chat-7",
        login,
        settings: hostSettings.parse({ tls: served.tls, apps: onlyApp("zulip") }),
    },
];
