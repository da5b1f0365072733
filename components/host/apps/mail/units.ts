import { announcesStart, reportsFailure, reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import { explainLoosening, sandboxDirectives } from "../../sandbox";
import type { SandboxNeeds } from "../../sandbox";
import * as paths from "./paths";
import { redisUnit } from "./redis-conf";
import type { MailSettings } from "./settings";

const network = { kind: "host", allowed: "any" } as const;
const dropInOf = (unit: string) => `/etc/systemd/system/${unit}.d/60-hardened-host.conf`;

/** Drop-ins for the units of the packages, and the unit that looks after the signing keys. */
export function mailUnits(settings: MailSettings): Record<string, string> {
    const { mode } = settings;
    const receives = mode === "mailboxes";
    return {
        [dropInOf("postfix.service")]: dropIn(postfixNeeds, {
            ...startedAsRoot,
            ...comesBack,
            // Else systemd guesses which process is the master, and not always right: then nobody sees it die.
            PIDFile: "/var/spool/postfix/pid/master.pid",
            CapabilityBoundingSet: ["", `${changesAccount} CAP_DAC_READ_SEARCH CAP_NET_BIND_SERVICE`],
            ReadWritePaths: "/var/lib/postfix /var/spool/postfix",
        }),
        [dropInOf("rspamd.service")]: dropIn(rspamdNeeds(settings), {
            ReadWritePaths: `${paths.socketFolder} /run/rspamd /var/lib/rspamd`,
            ...(receives ? { SupplementaryGroups: "redis" } : {}),
        }),
        ...(receives
            ? {
                  [dropInOf("dovecot.service")]: dropIn(dovecotNeeds, {
                      ...startedAsRoot,
                      ...comesBack,
                      CapabilityBoundingSet: ["", `${changesAccount} CAP_KILL CAP_NET_BIND_SERVICE CAP_SYS_CHROOT`],
                      // sendmail(1), by which rules of users answer and forward, gets its group from its file.
                      NoNewPrivileges: false,
                      RuntimeDirectory: "dovecot",
                      RuntimeDirectoryMode: "0755",
                      ReadWritePaths: `${paths.mailboxFolder} /var/lib/dovecot /var/spool/postfix`,
                  }),
                  [dropInOf(redisUnit)]: dropIn(redisNeeds, {
                      RuntimeDirectoryMode: "2750",
                      ReadWritePaths: ["", "/run/redis-mail /var/lib/redis"],
                  }),
              }
            : {}),
        [`/etc/systemd/system/${paths.dkimUnit}.service`]: dkimService(),
        [`/etc/systemd/system/${paths.dkimUnit}.timer`]: dkimTimer(),
        "/etc/tmpfiles.d/hardened-host-mail.conf": runtimeFolders,
    };
}

const runtimeFolders = [
    ...hashComment(managedNotice),
    `d ${paths.socketFolder} 2750 _rspamd postfix -`,
    ...hashComment("Keys belong to the group of the folder, that of the spam filter, which signs."),
    `d ${paths.dkimFolder} 2750 root _rspamd -`,
    ...hashComment("Dovecot puts its sockets there, whoever of the two is started first."),
    "d /var/spool/postfix/private 0700 postfix root -",
    "",
].join("\n");

/** Masters that hand each connection to a process of another account. */
const changesAccount = "CAP_CHOWN CAP_DAC_OVERRIDE CAP_SETGID CAP_SETUID";
const startedAsRoot: SystemdDirectives = {
    PrivateUsers: false,
    SystemCallFilter: ["", "@system-service @setuid @chown chroot"],
};

/** As the other two do by their packages. */
const comesBack: SystemdDirectives = { Restart: "on-failure", RestartSec: "5s" };

function dropIn(needs: SandboxNeeds, own: SystemdDirectives): string {
    const { RestrictAddressFamilies = "none", ...sandbox } = sandboxDirectives(needs);
    return renderSystemdUnit({
        why: explainLoosening(needs),
        Unit: reportsFailure,
        Service: {
            ...sandbox,
            // The package's own list would be added to.
            RestrictAddressFamilies: ["", String(RestrictAddressFamilies)],
            ExecStartPost: announcesStart,
            // Workers whose master has died do not end when they are asked to; systemd would wait for 90 s.
            TimeoutStopSec: "30s",
            ...own,
        },
    });
}

const postfixNeeds: SandboxNeeds = {
    network,
    loosen: {
        ownPriority: "it sets limits of its processes",
        ownFiles: "its master gives queue files to the account that delivers them",
        networkInterfaces: "it asks for the host's addresses, which are its own",
    },
    memoryMaxMib: 512,
    tasksMax: 512,
    openFilesMax: 4096,
};

const dovecotNeeds: SandboxNeeds = {
    network,
    loosen: {
        ownPriority: "it sets limits of its processes",
        ownFiles: "its master gives sockets to the accounts that use them",
        networkInterfaces: "sendmail(1), by which it answers, asks for the host's addresses",
    },
    memoryMaxMib: 1024,
    tasksMax: 1024,
    openFilesMax: 65_535,
};

const rspamdNeeds = ({ memoryMaxMib }: MailSettings): SandboxNeeds => ({
    network,
    loosen: {
        writableExecutableMemory: "its rules are Lua, compiled while it runs",
        ownPriority: "it sets limits of its processes",
    },
    memoryMaxMib,
    tasksMax: 128,
    openFilesMax: 65_536,
});

const redisNeeds: SandboxNeeds = {
    network: { kind: "none" },
    loosen: { systemInformation: "it reads how the kernel overcommits memory" },
    memoryMaxMib: 256,
    tasksMax: 64,
    openFilesMax: 4096,
};

function dkimService(): string {
    const needs: SandboxNeeds = { network, loosen: {}, memoryMaxMib: 128, tasksMax: 32, openFilesMax: 256 };
    return renderSystemdUnit({
        why: "Asks DNS whether the record of a new key is there. Root without any of its powers: the keys are root's.",
        Unit: { Description: "Signing keys of mail, and their successors", ...reportsOutcome },
        Service: {
            ...sandboxDirectives(needs),
            Type: "oneshot",
            ExecStart: paths.dkimProgram,
            ReadWritePaths: paths.dkimFolder,
        },
    });
}

function dkimTimer(): string {
    return renderSystemdUnit({
        Unit: { Description: "Look after the signing keys of mail every day" },
        Timer: { OnCalendar: "daily", RandomizedDelaySec: "4h", FixedRandomDelay: true, Persistent: true },
        Install: { WantedBy: "timers.target" },
    });
}
