import { planHost } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { deployKey } from "../golden/cases";
import type { ReviewCase } from "./settings-changes";
import { hostileChange } from "./hostile-values";
import type { Overlay } from "./world/overlay";
import type { StackSettings } from "./world/review-stack";

const sshd = "/etc/ssh/sshd_config";
const apt = "/etc/apt/apt.conf.d/60hardened-host";
const unit = "/etc/systemd/system/wiki.service";
const site = "/etc/nginx/conf.d/wiki.conf";
const backupTimer = "wiki-backup.timer";

const plan = planHost("host-1", { user: "deploy", authorizedKeys: [deployKey] }, hostSettings.parse({}));

/** A file of the plan with something in it replaced. */
function edited(path: string, from: RegExp, to: string) {
    const file = plan.files[path];
    if (file === undefined || !from.test(file.content)) throw new Error(`${path} has no ${String(from)}`);
    return { [path]: { ...file, content: file.content.replace(from, to) } };
}

const sandbox = [
    "CapabilityBoundingSet=",
    "NoNewPrivileges=yes",
    "PrivateTmp=yes",
    "ProtectHome=yes",
    "ProtectSystem=strict",
];
const service = (directives: readonly string[]) => ({
    content: `[Unit]\nDescription=Wiki\n\n[Service]\nExecStart=/usr/bin/wiki\n${directives.join("\n")}\n`,
});
const wiki = service([...sandbox, "SystemCallFilter=@system-service", "User=wiki"]);
const nginx = (protocols: string, header: string) => ({
    content: `server {\n    listen 443 ssl;\n    ssl_protocols ${protocols};\n${header}}\n`,
});
const hsts = '    add_header Strict-Transport-Security "max-age=63072000" always;\n';

/** Before each change: a host with an app, its backup, its secret, and things of a cloud beside it. */
const before: Overlay = {
    files: { [unit]: wiki, [site]: nginx("TLSv1.3", hsts) },
    units: { "wiki.service": { enabled: true, active: true }, [backupTimer]: { enabled: true, active: true } },
    secretFiles: { "/etc/wiki/token": { secret: "token" } },
    cloud: {
        "wiki-bucket-access": {
            type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            inputs: {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        },
        "wiki-machine": { type: "digitalocean:index/droplet:Droplet", inputs: { backups: true, size: "s-1vcpu-2gb" } },
        "wiki-firewall": {
            type: "digitalocean:index/firewall:Firewall",
            inputs: { inboundRules: [{ protocol: "tcp", portRange: "443", sourceAddresses: ["203.0.113.0/24"] }] },
        },
    },
};

/** Secrets of the stack, found nowhere in any output. They look like nothing that a pattern knows. */
export const secretTexts = {
    token: "correct horse/battery+staple=0",
    rotated: "quite another horse, and a\nsecond line of it",
};

function settings(overlay: Overlay, token: string = secretTexts.token): StackSettings {
    const merged = {
        ...before,
        ...overlay,
        files: { ...before.files, ...overlay.files },
        units: { ...before.units, ...overlay.units },
        cloud: { ...before.cloud, ...overlay.cloud },
    };
    return { config: { "hardened-host:overlay": merged }, secrets: { "hardened-host:secrets.token": token } };
}

export const deliveredOverlay = settings({});

/** Changes that come with an app or with an edit of the program. */
export const planChanges: readonly ReviewCase[] = [
    {
        name: "root-login",
        exitStatus: 11,
        settings: settings({ files: edited(sshd, /PermitRootLogin no/, "PermitRootLogin yes") }),
    },
    {
        name: "weaker-ciphers",
        exitStatus: 11,
        settings: settings({ files: edited(sshd, /^Ciphers /m, "Ciphers aes256-cbc,") }),
    },
    {
        name: "exception-for-one-account",
        exitStatus: 11,
        settings: settings({ files: edited(sshd, /$/, "Match User deploy\n    PasswordAuthentication yes\n") }),
    },
    {
        name: "sandbox-loosened",
        exitStatus: 11,
        settings: settings({ files: { [unit]: service(["NoNewPrivileges=yes", "User=wiki"]) } }),
    },
    {
        name: "app-added",
        exitStatus: 11,
        settings: settings({
            packages: ["postgresql"],
            files: {
                "/etc/systemd/system/chat.service": service([...sandbox, "DynamicUser=yes", "PrivateNetwork=yes"]),
            },
            units: { "chat.service": { enabled: true, active: true } },
            users: { chat: { shell: "/usr/sbin/nologin", home: "/var/lib/chat", groups: [], system: true } },
            openings: [{ protocol: "tcp", port: 8443, sources: [], purpose: "chat" }],
        }),
    },
    { name: "secret-rotated", exitStatus: 10, settings: settings({}, secretTexts.rotated) },
    {
        name: "secret-in-plain-text",
        exitStatus: 11,
        settings: settings({
            files: {
                "/etc/wiki/wiki.env": { content: `URL=https://u:${encodeURIComponent(secretTexts.token)}@db\n` },
                "/etc/wiki/key.pem": { content: "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n" },
            },
        }),
    },
    {
        name: "updates-and-backups-off",
        exitStatus: 11,
        settings: settings({
            removed: ["unattended-upgrades", "aide"],
            files: edited(apt, /Unattended-Upgrade "1"/, 'Unattended-Upgrade "0"'),
            units: { [backupTimer]: null, "apt-daily-upgrade.timer": { masked: true } },
        }),
    },
    { name: "older-tls", exitStatus: 11, settings: settings({ files: { [site]: nginx("TLSv1.1 TLSv1.3", "") } }) },
    {
        name: "cloud-opened",
        exitStatus: 11,
        settings: settings({
            cloud: {
                "wiki-bucket-access": {
                    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
                    inputs: {
                        blockPublicAcls: true,
                        blockPublicPolicy: false,
                        ignorePublicAcls: true,
                        restrictPublicBuckets: false,
                    },
                },
                "wiki-machine": {
                    type: "digitalocean:index/droplet:Droplet",
                    inputs: { backups: false, size: "s-2vcpu-4gb" },
                },
                "wiki-firewall": {
                    type: "digitalocean:index/firewall:Firewall",
                    inputs: {
                        inboundRules: [{ protocol: "tcp", portRange: "443", sourceAddresses: ["0.0.0.0/0", "::/0"] }],
                    },
                },
            },
        }),
    },
    {
        name: "file-for-everybody",
        exitStatus: 11,
        settings: settings({ files: { [unit]: { ...wiki, mode: "0666" } } }),
    },
    { name: "hostile-values", exitStatus: 11, settings: settings(hostileChange) },
    {
        name: "two-megabytes",
        exitStatus: 10,
        settings: settings({ longFiles: { "/etc/nginx/blocked.conf": 120_000 } }),
    },
];
