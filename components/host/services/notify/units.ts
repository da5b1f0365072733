import { messageQueues, reportsOutcome } from "../../failure-report";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import { healthTopics } from "./health-program";
import type { HealthTopic } from "./health-program";
import { account, healthProgram, healthUnit, mailSecret, notifyUnit, sendProgram, webhookSecret } from "./paths";
import type { NotifySettings } from "./settings";

/** In memory: folders on a full disk cannot be made, and of a full disk the owner must hear. */
const temporaryInMemory: SystemdDirectives = {
    PrivateTmp: false,
    TemporaryFileSystem: "/tmp:mode=1777 /var/tmp:mode=1777",
};

const { IPAddressDeny: _all, ...withNetwork } = hardenedServiceSandbox;

function credentials({ email, webhooks }: NotifySettings): string[] {
    return [
        ...(email?.user === undefined ? [] : [`smtp:${mailSecret}`]),
        ...Object.keys(webhooks).map((name) => `webhook-${name}:${webhookSecret(name)}`),
    ];
}

export function sendServiceText(settings: NotifySettings): string {
    return renderSystemdUnit({
        why: "Sends what waits. Says nothing of its own failures but in the journal: who would send it?",
        Unit: {
            Description: "Tell the owner of failures and recoveries",
            // Many units may fail at once, and each of them starts it.
            StartLimitIntervalSec: 0,
            Wants: "network-online.target",
            After: "network-online.target nss-lookup.target",
            ConditionDirectoryNotEmpty: messageQueues.map((queue) => `|${queue}`),
        },
        Service: {
            ...withNetwork,
            ...temporaryInMemory,
            Type: "oneshot",
            ExecStart: sendProgram,
            User: account,
            Group: account,
            LoadCredential: credentials(settings),
            PrivateNetwork: false,
            RestrictAddressFamilies: "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
            ReadWritePaths: [...messageQueues, "/run/hardened-host-notify/sent"],
            TimeoutStartSec: "10min",
        },
    });
}

export function retryTimerText(): string {
    return renderSystemdUnit({
        Unit: { Description: "Send again what could not be sent" },
        Timer: { OnCalendar: "*:0/10", RandomizedDelaySec: "1min" },
        Install: { WantedBy: "timers.target" },
    });
}

/** Added to the two units that report a failure and a recovery. */
export function triggerText(): string {
    return renderSystemdUnit({
        why: "What was reported is sent at once.",
        Unit: { OnSuccess: `${notifyUnit}.service`, OnFailure: `${notifyUnit}.service` },
    });
}

/** In memory, and made anew at each boot: tmpfiles.d(5). Written by units of root, and emptied by the one that sends. */
export const runtimeFolders = [
    "d /run/hardened-host-notify 0755 root root -",
    `d /run/hardened-host-notify/queue 0770 root ${account} -`,
    "d /run/hardened-host-notify/told 0755 root root -",
    `d /run/hardened-host-notify/sent 0700 ${account} ${account} -`,
    "",
];

export function healthServiceText(topic: HealthTopic): string {
    const looksAtPorts = topic === "certificates";
    return renderSystemdUnit({
        why: "Fails when something is amiss that no other unit fails by.",
        // Looked at by the timer, by checks and by whoever mends something: more often is nothing amiss.
        Unit: { Description: `Daily look at the host: ${topic}`, StartLimitIntervalSec: 0, ...reportsOutcome },
        Service: {
            ...hardenedServiceSandbox,
            ...temporaryInMemory,
            Type: "oneshot",
            ExecStart: `${healthProgram} ${topic}`,
            User: account,
            Group: account,
            ...(looksAtPorts
                ? { PrivateNetwork: false, IPAddressAllow: "localhost", RestrictAddressFamilies: "AF_INET AF_INET6" }
                : {}),
            // Sizes of file systems that only root may look into.
            ...(topic === "disks" ? { ProtectHome: "read-only" } : {}),
        },
    });
}

/** Pulls in one unit for each topic. */
export function allHealthText(): string {
    const units = healthTopics.map((topic) => `${healthUnit}-${topic}.service`);
    return renderSystemdUnit({
        Unit: { Description: "Daily look at the host", StartLimitIntervalSec: 0, Wants: units, After: units },
        Service: { ...hardenedServiceSandbox, Type: "oneshot", ExecStart: "/bin/true", DynamicUser: true },
    });
}

export function healthTimerText(): string {
    return renderSystemdUnit({
        Unit: { Description: "Look at the host every day" },
        Timer: { OnCalendar: "daily", RandomizedDelaySec: "4h", FixedRandomDelay: true, Persistent: true },
        Install: { WantedBy: "timers.target" },
    });
}
