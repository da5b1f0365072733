import { renderDovecot } from "../../formats/blocks";
import type { Blocks } from "../../formats/blocks";
import * as paths from "./paths";
import type { MailSettings } from "./settings";

export const dovecotConfiguration = "/etc/dovecot/dovecot.conf";
export const junkRule = "/etc/dovecot/junk.sieve";

const spool = "/var/spool/postfix/private";
const forPostfix = { mode: "0660", user: "postfix", group: "postfix" };

/** The whole of dovecot.conf, for Dovecot 2.4: what is not named does not run. POP3 is not installed. */
export function dovecotConf({ hostName, limits }: MailSettings): string {
    return renderDovecot({
        dovecot_config_version: "2.4.0",
        dovecot_storage_version: "2.4.0",
        hostname: hostName,
        protocols: ["imap", "lmtp", "sieve"],
        ...tls,
        ...storage,
        ...logins,
        mail_max_userip_connections: limits.connectionsPerSource,
        recipient_delimiter: "+",
        ...listeners,
        ...sieve,
        ...quota,
    });
}

/** RFC 8314: nothing is said in plain text. RFC 9325: TLS 1.2 or later. */
const tls: Blocks = {
    ssl: "required",
    ssl_server_cert_file: paths.chain,
    ssl_server_key_file: paths.key,
    ssl_min_protocol: "TLSv1.2",
    ssl_cipher_list: "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL",
    ssl_server_prefer_ciphers: "server",
};

const storage: Blocks = {
    mail_driver: "maildir",
    mail_home: `${paths.mailboxFolder}/%{user | domain}/%{user | username}`,
    mail_path: "~/Maildir",
    mail_uid: paths.vmail,
    mail_gid: paths.vmail,
    first_valid_uid: 1,
    mail_fsync: "always",
    "namespace inbox": {
        inbox: true,
        separator: "/",
        ...Object.fromEntries(
            ["Drafts", "Junk", "Sent", "Trash"].map((name) => [
                `mailbox ${name}`,
                { special_use: `\\${name}`, auto: "subscribe" },
            ]),
        ),
    },
};

/** The file has an encrypted password and a quota for each mailbox. */
const logins: Blocks = {
    auth_mechanisms: ["plain", "login"],
    auth_allow_cleartext: false,
    "passdb passwd-file": { passwd_file_path: paths.accountsFile },
    "userdb passwd-file": { passwd_file_path: paths.accountsFile },
};

const listeners: Blocks = {
    "service imap-login": {
        "inet_listener imap": { port: 0 },
        "inet_listener imaps": { port: 993, ssl: true },
    },
    "service managesieve-login": {
        "inet_listener sieve": { port: 4190 },
        "inet_listener sieve_deprecated": { port: 0 },
    },
    "service lmtp": { [`unix_listener ${spool}/dovecot-lmtp`]: forPostfix },
    "service auth": { [`unix_listener ${spool}/auth`]: forPostfix },
};

/** Messages that one user may get at the same time. Postfix sends no more of them at once. */
export const deliveriesPerUser = 10;

const sieve: Blocks = {
    "protocol lmtp": { mail_plugins: { sieve: true }, lmtp_user_concurrency_limit: deliveriesPerUser },
    "sieve_script junk": {
        type: "before",
        driver: "file",
        path: junkRule,
        bin_path: paths.compiledRules,
    },
    "sieve_script personal": {
        type: "personal",
        driver: "file",
        path: "~/sieve",
        active_path: "~/.dovecot.sieve",
    },
};

/** Postfix asks before it takes a message: quota-status. */
const quota: Blocks = {
    mail_plugins: { quota: true },
    "protocol imap": { mail_plugins: { imap_quota: true } },
    "quota user": { driver: "count" },
    quota_status_success: "DUNNO",
    quota_status_nouser: "DUNNO",
    quota_status_overquota: "552 5.2.2 Mailbox is full",
    "service quota-status": {
        executable: "quota-status -p postfix",
        [`unix_listener ${spool}/quota-status`]: forPostfix,
        client_limit: 1,
    },
};

/** What the spam filter marks goes into a folder of its own, before any rule of the user's. */
export const junkRuleText = [
    'require ["fileinto", "mailbox"];',
    'if header :is "X-Spam" "Yes" {',
    '  fileinto :create "Junk";',
    "  stop;",
    "}",
    "",
].join("\n");
