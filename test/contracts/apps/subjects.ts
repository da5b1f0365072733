import { anyCertificate } from "../../unit/host/service-settings";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { apps, appIds } from "../../../components/host/apps/index";
import type { AppId } from "../../../components/host/apps/index";
import type { App } from "../../../components/host/apps/app";
import { hardeningIds } from "../../../components/host/hardenings/index";
import { serviceIds } from "../../../components/host/services/index";
import type { Subject } from "./rules";

const digest = "0123456789abcdef".repeat(4);

const pleromaMinimum = {
    hostName: "social.example.org",
    mediaHostName: "media.example.org",
    name: 'Ours, "and" #{yours}',
    email: "admin@example.org",
    release: { url: "https://files.example.org/pleroma.zip", sha256: digest, version: "2.10.2" },
};

/** The least and the most that each app can be told. */
const settings: Readonly<Record<AppId, Pick<Subject, "minimum" | "everything" | "unconfined">>> = {
    cloudron: {
        minimum: { version: "8.3.2", setup: { sha256: digest } },
        everything: { version: "8.3.2", setup: { sha256: digest }, mail: true },
        unconfined: ["cloudron-setup.service"],
    },
    ejabberd: {
        minimum: { domain: "chat.example.org" },
        everything: {
            domain: "chat.example.org",
            administrators: ["alice"],
            firstAdministrator: "bob",
            turn: { address: "203.0.113.7" },
            cluster: {
                name: "one.nodes.example.org",
                address: "10.0.0.1",
                peers: { "two.nodes.example.org": "10.0.0.2", "three.nodes.example.org": "10.0.0.3" },
                authority: [anyCertificate],
            },
        },
    },
    mail: {
        minimum: {
            hostName: "mail.example.org",
            domains: { "example.org": {} },
            postmaster: "owner@example.org",
        },
        everything: {
            hostName: "mail.example.org",
            domains: { "example.org": { mtaSts: "enforce" }, "example.net": { dmarc: "quarantine" } },
            postmaster: "alice@example.org",
            mailboxes: {
                "alice@example.org": { passwordSecret: "mail-alice", quotaMib: 4096 },
                "bob@example.net": { passwordSecret: "mail-bob" },
            },
            aliases: { "sales@example.org": ["alice@example.org", "partner@example.com"] },
            relay: { server: "smtp.example.com", user: "host-1", spfInclude: "spf.example.com" },
            limits: { messagesPerHour: 100 },
        },
    },
    "openzim-mcp": {
        minimum: { hostName: "mcp.example.org" },
        everything: {
            hostName: "mcp.example.org",
            mode: "advanced",
            archives: {
                "animals.zim": { sha256: digest, url: "https://files.example.org/animals.zim", folder: "restricted" },
                "plants.zim": { sha256: digest },
            },
            index: "https://mirror.example.org/simple",
        },
    },
    pleroma: {
        minimum: pleromaMinimum,
        everything: {
            ...pleromaMinimum,
            registrations: "approved",
            mediaProxy: true,
            privateDestinations: ["10.1.2.0/24", "fd00:1::/48"],
            maxUploadMib: 40,
            firstAdministrator: { name: "alice", email: "alice@example.org" },
        },
    },
    service: {
        minimum: { wiki: { description: "A wiki", source: { debian: { name: "wiki" } }, command: ["/usr/bin/wiki"] } },
        everything: {
            wiki: {
                description: "A wiki",
                source: {
                    archive: { url: "https://files.example.org/wiki.tar.xz", sha256: digest, version: "1.2.3" },
                },
                command: ["bin/wiki", "--port", "8000", "--title", 'A "wiki" for 100% of $USERS'],
                port: 8000,
                hostNames: ["wiki.example.org"],
                environment: { WIKI_NAME: "our wiki" },
                credentials: { token: { secret: "wikiToken", environment: "WIKI_TOKEN" }, key: { secret: "wikiKey" } },
                healthCommand: "curl --fail --silent --max-time 5 http://127.0.0.1:8000/health",
                loosen: { writableExecutableMemory: "its scripting language compiles while it runs" },
            },
            exporter: {
                description: "Sends figures",
                source: { pypi: { version: "2.0", requirements: [`exporter==2.0 --hash=sha256:${digest}`] } },
                command: ["bin/exporter"],
                destinations: ["203.0.113.0/24"],
                keepsState: false,
            },
            tool: {
                description: "Was built here",
                source: { build: { folder: "../tool", command: ["make"], output: "dist", sha256: digest } },
                command: ["tool"],
            },
        },
    },
    zulip: {
        minimum: {
            hostName: "chat.example.org",
            administrator: "owner@example.org",
            release: { version: "12.4", sha256: digest },
            email: { host: "mail.example.org" },
        },
        everything: {
            hostName: "chat.example.org",
            administrator: "owner@example.org",
            release: { version: "12.4", sha256: digest, url: "https://files.example.org/zulip-server-12.4.tar.gz" },
            postgresqlVersion: "17",
            email: { host: "mail.example.org", port: 465, security: "tls", user: "chat", from: "noreply@example.org" },
            authentication: {
                email: false,
                google: { clientId: "google-client" },
                github: { clientId: "github-client" },
                gitlab: { clientId: "gitlab-client" },
                entra: { clientId: "entra-client" },
                openIdConnect: {
                    url: "https://login.example.org/realms/main",
                    displayName: 'Our "own" login',
                    clientId: "zulip",
                    autoSignup: true,
                },
                saml: {
                    entityId: "https://saml.example.org/metadata",
                    url: "https://saml.example.org/sso",
                    displayName: "SAML",
                    certificate: "-----BEGIN CERTIFICATE-----\nMIIBexample\n-----END CERTIFICATE-----\n",
                },
                ldap: {
                    server: "ldap.example.org",
                    bindDn: "cn=zulip,dc=example,dc=org",
                    searchBase: "ou=users,dc=example,dc=org",
                    emailDomain: "example.org",
                },
            },
            passwordMinLength: 14,
            uploads: {
                maxFileMib: 25,
                s3: {
                    bucket: "chat-files",
                    avatarBucket: "chat-avatars",
                    region: "fra1",
                    endpoint: "https://s3.example.org",
                    avatarUrl: "https://avatars.example.net/",
                },
            },
            organizationLink: true,
            imagePreviews: false,
            websitePreviews: true,
            gravatar: true,
            outgoing: { denyRanges: ["203.0.113.0/24"], allowRanges: ["10.20.0.0/16"] },
            rateLimits: {
                api_by_user: [{ requests: 100, perSeconds: 60 }],
                authenticate_by_username: [{ requests: 3, perSeconds: 1800 }],
            },
        },
        unconfined: ["zulip-deploy.service"],
    },
};

function subjectOf<Id extends AppId>(id: Id): Subject {
    const page = join(__dirname, `../../../docs/apps/${id}.md`);
    // The rules know no app's own settings: they parse whatever they give it.
    const part = apps[id] as unknown as App<z.ZodType>;
    const knownParts = [...hardeningIds, ...serviceIds, ...appIds.map((other) => `apps.${other}`)];
    return { part, ...settings[id], page: existsSync(page) ? readFileSync(page, "utf8") : "", knownParts };
}

export const subjects: readonly Subject[] = appIds.map(subjectOf);

/** Apps that take a host over have one each in the golden files; the others share one. */
const sociable = subjects.filter(({ part, minimum }) => part.demands(part.settings.parse(minimum)).alone !== true);

/** What each app is told in the golden files: all that it can be. */
export const everyApp = Object.fromEntries(sociable.map(({ part, everything }) => [part.id, everything]));

/** The same of an app that wants a host to itself. */
export const onlyApp = (id: AppId) => ({ [id]: settings[id].everything });
