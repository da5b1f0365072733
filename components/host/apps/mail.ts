import type { BackupSet, Site } from "../claims";
import { refuseUncertifiedName } from "../certificate-name";
import { failureReportPlan } from "../failure-report";
import { dovecotJail, postfixJail } from "../jail";
import { pemText } from "../pem";
import type { HostPlan, ManagedFile, Opening, SecretFileSlot } from "../plan";
import type { Reach } from "../reach";
import { defineApp } from "./app";
import { accountsProgramText } from "./mail/accounts-program";
import { mailChecks } from "./mail/checks";
import { dkimProgramText } from "./mail/dkim-program";
import { mailRecords, mtaStsPolicy } from "./mail/dns-records";
import { dovecotConf, dovecotConfiguration, junkRule, junkRuleText } from "./mail/dovecot-conf";
import * as paths from "./mail/paths";
import { mainCf } from "./mail/postfix-main";
import { postfixMaps } from "./mail/postfix-maps";
import { masterCf } from "./mail/postfix-master";
import { recordsProgramText } from "./mail/records-program";
import { redisConf, redisConfiguration } from "./mail/redis-conf";
import { rspamdFiles, rspamdFolders } from "./mail/rspamd";
import { mailSettings, receives } from "./mail/settings";
import type { MailSettings } from "./mail/settings";
import { activations, unitStates } from "./mail/unit-states";
import { mailUnits } from "./mail/units";

/** Receives, keeps and sends mail, or only sends it for the host's programs; docs/apps/mail.md says what is where. */
export const mail = defineApp({
    id: "mail",
    settings: mailSettings,
    needsFor: (settings) => [
        ...(receives(settings) ? ["tls"] : []),
        ...(policySites(settings).length === 0 ? [] : ["edge"]),
    ],
    // Dovecot 2.4 has another format than the 2.3 of Debian 12 and Ubuntu 24.04, and only one of them is proved.
    demands: ({ memoryMaxMib, mode }) => ({
        memoryMib: memoryMaxMib + (mode === "outbound" ? 128 : 512),
        diskMib: 2048,
        distributions: ["debian-13"],
    }),
    claims: (settings) => ({
        openings: openings(settings),
        certificateReloads: receives(settings) ? ["dovecot.service", "postfix.service"] : [],
        servedCertificates: receives(settings)
            ? [
                  { port: 993, serverName: settings.hostName },
                  { port: 25, serverName: settings.hostName, startTls: "smtp" },
              ]
            : [],
        backupSets: [backupSet(settings)],
        reaches: reaches(settings),
        sites: policySites(settings),
        jails: receives(settings) ? [postfixJail([25, 465, 587]), dovecotJail([993, 4190])] : [],
    }),
    plan: (settings, _host, { certificateNames }) => {
        const where = { sides: ["apps.mail", "tls"], setting: "apps.mail.hostName" } as const;
        if (receives(settings)) refuseUncertifiedName(settings.hostName, certificateNames, where);
        const failures = failureReportPlan();
        return {
            packages: packages(settings),
            users: receives(settings)
                ? { [paths.vmail]: { shell: "/usr/sbin/nologin", home: paths.mailboxFolder, groups: [], system: true } }
                : {},
            folders: { ...failures.folders, ...folders(settings) },
            files: { ...failures.files, ...configurationFiles(settings), ...programFiles(settings) },
            secretFiles: secretFiles(settings),
            units: unitStates(settings),
            activations: activations(settings),
        };
    },
    checks: mailChecks,
    zoneRecords: mailRecords,
});

function packages(settings: MailSettings): string[] {
    const reading = ["dovecot-imapd", "dovecot-lmtpd", "dovecot-managesieved", "dovecot-sieve", "redis-server"];
    const sending = [
        ...["bind9-dnsutils", "ca-certificates", "openssl", "postfix", "rspamd"],
        // With the ways to log in as a client; Postfix only suggests it.
        ...(settings.relay?.user === undefined ? [] : ["libsasl2-modules"]),
    ];
    return receives(settings) ? [...sending, ...reading] : sending;
}

function openings(settings: MailSettings): Opening[] {
    if (!receives(settings)) return [];
    const tcp = (port: number, purpose: string): Opening => ({ protocol: "tcp", port, sources: [], purpose });
    return [
        tcp(25, "mail of other servers"),
        tcp(465, "mail of users, TLS at once"),
        tcp(587, "mail of users"),
        tcp(993, "mailboxes, TLS at once"),
        tcp(4190, "rules of mailboxes"),
    ];
}

/** RFC 8461, 3.3: each domain says by HTTPS that its mail wants TLS. */
function policySites({ hostName, domains }: MailSettings): Site[] {
    return Object.entries(domains).flatMap(([domain, { mtaSts }]) =>
        mtaSts === "none"
            ? []
            : [
                  {
                      name: `mta-sts-${domain.replaceAll(".", "-")}`,
                      hostNames: [`mta-sts.${domain}`],
                      documents: { "/.well-known/mta-sts.txt": mtaStsPolicy(hostName, mtaSts) },
                  },
              ],
    );
}

function reaches({ relay }: MailSettings): Reach[] {
    const reach = (purpose: string, account: string, port: number, to: Reach["to"]): Reach => ({
        purpose,
        accounts: [account],
        protocol: "tcp",
        ports: [port],
        to,
    });
    return [
        relay === undefined
            ? reach("mail to other servers", "postfix", 25, "public")
            : reach("mail to its relay", "postfix", relay.port, [relay.server]),
        reach("lists of the spam filter", "_rspamd", 443, ["maps.rspamd.com", "sa-update.surbl.org"]),
    ];
}

function folders(settings: MailSettings): HostPlan["folders"] {
    return {
        [paths.mapsFolder]: { exclusive: true },
        [paths.stateFolder]: { mode: "0755" },
        [paths.compiledRules]: {},
        ...Object.fromEntries(rspamdFolders.map((folder) => [folder, {}])),
        [paths.secretsFolder]: { mode: "0700" },
        ...(receives(settings)
            ? {
                  [paths.passwordsFolder]: { mode: "0700", exclusive: true },
                  [paths.mailboxFolder]: { mode: "0700", owner: paths.vmail, group: paths.vmail },
              }
            : {}),
    };
}

function configurationFiles(settings: MailSettings): Record<string, ManagedFile> {
    const roots = pemText(settings.relay?.caCertificates ?? []);
    return {
        "/etc/postfix/main.cf": { content: mainCf(settings) },
        "/etc/postfix/master.cf": { content: masterCf(settings) },
        ...plain(postfixMaps(settings)),
        ...plain(rspamdFiles(settings)),
        ...plain(mailUnits(settings)),
        ...(roots === "" ? {} : { [paths.relayRoots]: { content: roots } }),
        ...(receives(settings)
            ? {
                  [dovecotConfiguration]: { content: dovecotConf(settings), validate: 'doveconf -c "$1" >/dev/null' },
                  [junkRule]: { content: junkRuleText },
                  [redisConfiguration]: { content: redisConf(), mode: "0640", group: "redis" },
              }
            : {}),
    };
}

function plain(files: Readonly<Record<string, string>>): Record<string, ManagedFile> {
    return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }]));
}

function programFiles(settings: MailSettings): Record<string, ManagedFile> {
    const program = (content: string): ManagedFile => ({ content, mode: "0755", validate: 'sh -n "$1"' });
    return {
        [paths.accountsProgram]: program(accountsProgramText(settings)),
        [paths.dkimProgram]: program(dkimProgramText(settings)),
        [paths.recordsProgram]: program(recordsProgramText(settings)),
    };
}

function secretFiles({ mailboxes, relay }: MailSettings): Record<string, SecretFileSlot> {
    const passwords = Object.entries(mailboxes).map(
        ([address, { passwordSecret }]) => [`${paths.passwordsFolder}/${address}`, { secret: passwordSecret }] as const,
    );
    return {
        ...Object.fromEntries(passwords),
        ...(relay?.user === undefined ? {} : { [paths.relaySecret]: { secret: "mail-relay" } }),
    };
}

/** Mail in the queue is not in it: others send it again, and twice would be wrong. */
function backupSet(settings: MailSettings): BackupSet {
    if (!receives(settings)) return { name: "mail", paths: [paths.dkimFolder] };
    return {
        name: "mail",
        paths: [paths.dkimFolder, paths.mailboxFolder],
        // Made anew from the rest.
        exclude: ["dovecot.index.cache"],
        stoppedUnits: ["dovecot.service", "postfix.service"],
        verify: `[ -s ${paths.selectorMap} ] && doveadm -f flow mailbox status -A messages INBOX >/dev/null`,
    };
}
