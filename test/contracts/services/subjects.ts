import { serviceIds, services } from "../../../components/host/services/index";
import type { ServiceId } from "../../../components/host/services/index";
import { anyCertificate, noticesByEverything, publicCertificate } from "../../unit/host/service-settings";
import type { PartSubject } from "../parts/rules";

const repository = { type: "rest", host: "backup.example.net", user: "chat-1" };

/** The least and the most that each service can be told. */
const settings: Readonly<Record<ServiceId, Omit<PartSubject, "part">>> = {
    activity: {
        minimum: {},
        everything: {
            sink: {
                host: "logs.example.org",
                port: 443,
                path: "/insert/journald",
                caCertificates: [anyCertificate],
                clientCertificate: anyCertificate,
                staleAfterMinutes: 60,
            },
            sealEveryMinutes: 1,
        },
    },
    backup: {
        minimum: { repository },
        everything: { repository, paths: ["/srv/chat"], exclude: ["*.log"], restoreFrom: "latest" },
        writesAnywhere: { "hardened-host-backup-restore.service": "what is restored lies anywhere" },
    },
    bans: {
        minimum: {},
        everything: {
            failures: 3,
            withinMinutes: 60,
            firstBanMinutes: 30,
            longestBanMinutes: 43_200,
            exempt: ["203.0.113.0/24"],
        },
    },
    blocklists: {
        minimum: {},
        everything: {
            denied: ["203.0.113.0/24", "2001:db8:bad::/48"],
            allowed: ["198.51.100.7/32"],
            lists: { drop: { url: "https://lists.example.net/drop.txt", maxRanges: 5000, privateRanges: "left-out" } },
            refreshHours: 6,
        },
    },
    edge: {
        minimum: {},
        everything: {
            sites: {
                chat: {
                    hostNames: ["chat.example.org"],
                    upstream: { loopbackPort: 8080 },
                    policy: { webSockets: true },
                },
                www: { hostNames: ["example.org"], page: { title: "Example" } },
                old: { hostNames: ["old.example.org"], redirectTo: "https://example.org" },
            },
            plainHttp: "closed",
            tlsProfile: "modern",
            limits: { requestsPerSecond: 50 },
        },
    },
    notify: { minimum: { webhooks: { phone: {} } }, everything: noticesByEverything },
    proxy: { minimum: {}, everything: { deniedDomains: ["ads.example"], memoryMaxMib: 256 } },
    tls: {
        minimum: {
            domain: "example.org",
            email: "owner@example.org",
            dns: { provider: "hetzner", zone: "example.org" },
        },
        everything: publicCertificate,
    },
};

export const subjects: readonly PartSubject[] = serviceIds.map((id) => {
    // The rules know no service's own settings: they parse whatever they give it.
    return { part: services[id], ...settings[id] };
});
