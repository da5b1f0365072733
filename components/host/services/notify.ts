import type { Claims } from "../claims";
import { failureReportPlan, messageQueues } from "../failure-report";
import type { Check } from "../part";
import { pemText } from "../pem";
import type { ManagedFile, ManagedFolder, SecretFileSlot } from "../plan";
import type { Reach } from "../reach";
import { hashComment, managedNotice } from "../formats/comments";
import { healthProgramText, healthTopics } from "./notify/health-program";
import * as paths from "./notify/paths";
import { sendProgramText } from "./notify/send-program";
import { notifySettings } from "./notify/settings";
import type { NotifySettings } from "./notify/settings";
import {
    allHealthText,
    healthServiceText,
    healthTimerText,
    retryTimerText,
    runtimeFolders,
    sendServiceText,
    triggerText,
} from "./notify/units";
import { defineService } from "./service";

const [diskQueue] = messageQueues;
const tmpfiles = "/etc/tmpfiles.d/hardened-host-notify.conf";

/** The owner hears of whatever fails, once, and when it works again; and of what would fail without a sound. */
export const notify = defineService({
    id: "notify",
    settings: notifySettings,
    claims: (settings) => ({ reaches: reaches(settings) }),
    plan: (settings, { hostname }, claims) => {
        const failures = failureReportPlan();
        return {
            packages: ["ca-certificates", "curl", "jq", "openssl", ...(settings.email === undefined ? [] : ["msmtp"])],
            users: { [paths.account]: { shell: "/usr/sbin/nologin", home: diskQueue, groups: [], system: true } },
            folders: { ...failures.folders, ...folders },
            files: { ...failures.files, ...rootFiles(settings), ...files(settings, hostname, claims) },
            secretFiles: secretFiles(settings),
            units: {
                [`${paths.notifyUnit}.timer`]: { enabled: true, active: true },
                [`${paths.healthUnit}.timer`]: { enabled: true, active: true },
            },
            activations: {
                "00-notify": {
                    watches: [tmpfiles],
                    command: `[ ! -e ${tmpfiles} ] || systemd-tmpfiles --create ${tmpfiles}`,
                },
            },
        };
    },
    checks: (settings) => checks(settings),
});

/** Addresses of webhooks are secrets, which no plan knows. */
function reaches({ email, webhooks }: NotifySettings): Reach[] {
    const reach = (purpose: string, ports: Reach["ports"], to: Reach["to"]): Reach => ({
        purpose,
        accounts: [paths.account],
        protocol: "tcp",
        ports,
        to,
    });
    return [
        ...(email === undefined ? [] : [reach("notices by mail", [email.port], [email.server])]),
        ...(Object.keys(webhooks).length === 0 ? [] : [reach("notices by webhooks", [], "public")]),
    ];
}

const folders: Readonly<Record<string, ManagedFolder>> = {
    [diskQueue]: { mode: "0770", group: paths.account },
    [paths.rootsFolder]: { mode: "0750", group: paths.account },
};

function files(settings: NotifySettings, hostname: string, claims: Claims): Record<string, ManagedFile> {
    const program = (content: string): ManagedFile => ({ content, mode: "0755", validate: 'sh -n "$1"' });
    const unit = (name: string) => `/etc/systemd/system/${name}`;
    const health = {
        ...settings.health,
        servedCertificates: [...claims.servedCertificates, ...settings.health.servedCertificates],
    };
    return {
        [tmpfiles]: { content: [...hashComment(managedNotice), ...runtimeFolders].join("\n") },
        [paths.sendProgram]: program(sendProgramText(settings, hostname)),
        [paths.healthProgram]: program(healthProgramText(health)),
        [unit(`${paths.notifyUnit}.service`)]: { content: sendServiceText(settings) },
        [unit(`${paths.notifyUnit}.timer`)]: { content: retryTimerText() },
        [unit("hardened-host-failed@.service.d/notify.conf")]: { content: triggerText() },
        [unit("hardened-host-recovered@.service.d/notify.conf")]: { content: triggerText() },
        [unit(`${paths.healthUnit}.service`)]: { content: allHealthText() },
        [unit(`${paths.healthUnit}.timer`)]: { content: healthTimerText() },
        ...Object.fromEntries(
            healthTopics.map((topic) => [
                unit(`${paths.healthUnit}-${topic}.service`),
                { content: healthServiceText(topic) },
            ]),
        ),
    };
}

function rootFiles({ email, webhooks }: NotifySettings): Record<string, ManagedFile> {
    const given = [
        [paths.mailRoots, pemText(email?.caCertificates ?? [])],
        ...Object.entries(webhooks).map(([name, { caCertificates }]) => [
            paths.webhookRoots(name),
            pemText(caCertificates),
        ]),
    ] as const;
    return Object.fromEntries(
        given.flatMap(([path = "", content = ""]) => (content === "" ? [] : [[path, { content }] as const])),
    );
}

function secretFiles({ email, webhooks }: NotifySettings): Record<string, SecretFileSlot> {
    const mail = email?.user === undefined ? {} : { [paths.mailSecret]: { secret: "notify-smtp" } };
    const hooks = Object.keys(webhooks).map((name): [string, SecretFileSlot] => [
        paths.webhookSecret(name),
        { secret: `notify-webhook-${name}` },
    ]);
    return { ...mail, ...Object.fromEntries(hooks) };
}

function checks({ health }: NotifySettings): Check[] {
    return [
        {
            title: "failures and recoveries are sent",
            command: `systemctl is-active --quiet ${paths.notifyUnit}.timer && systemctl show -p OnSuccess --value hardened-host-failed@check.service | grep -q ${paths.notifyUnit}.service`,
        },
        {
            title: `the host is looked at every day, and its disks are less than ${health.diskUsedPercent} % full`,
            sideEffect: "runs the check that sends a notice when it fails",
            command: `systemctl is-active --quiet ${paths.healthUnit}.timer && systemctl start ${paths.healthUnit}-disks.service`,
        },
    ];
}
