import type { Check } from "../../part";
import * as paths from "./paths";
import { redisUnit } from "./redis-conf";
import type { MailSettings } from "./settings";

/** What `systemd-analyze security` says of each unit, in tenths. */
const exposures = { "postfix.service": 29, "dovecot.service": 32, "rspamd.service": 14, [redisUnit]: 5 } as const;

export function mailChecks({ mode }: MailSettings): Check[] {
    return [signing, ...(mode === "outbound" ? outboundChecks : mailboxChecks), ...confinement(mode)];
}

const answersOf = (port: number, words: string, more = "") =>
    `printf '${words}' | timeout 15 openssl s_client -quiet -crlf -connect 127.0.0.1:${port} ${more} 2>/dev/null`;

const signing: Check = {
    title: "outgoing mail is signed by a key that only the host has",
    command:
        `[ -s ${paths.selectorMap} ] && ls ${paths.dkimFolder}/*.key >/dev/null && ` +
        `! setpriv --reuid=65534 --regid=65534 --clear-groups ls ${paths.dkimFolder} 2>/dev/null`,
};

const outboundChecks: readonly Check[] = [
    {
        title: "the mail server listens on the loopback interface only",
        command:
            "ss -H -ltn 'sport = 25' | grep -q . && " +
            "! ss -H -ltn 'sport = 25' | awk '{print $4}' | grep -qvE '^(127\\.0\\.0\\.1|\\[::1\\]):25$'",
    },
];

const mailboxChecks: readonly Check[] = [
    {
        title: "mail is read over TLS only: no IMAP in plain text, no POP3",
        command:
            "ss -H -ltn 'sport = 993' | grep -q . && ! ss -H -ltn '( sport = 143 or sport = 110 or sport = 995 )' | grep -q .",
    },
    {
        title: "a password is asked for only once TLS is spoken, and never on port 25",
        command:
            `postconf -h smtpd_tls_auth_only | grep -qx yes && postconf -h smtpd_sasl_auth_enable | grep -qx no && ` +
            `postconf -P submission/inet/smtpd_tls_security_level | grep -q encrypt`,
    },
    {
        title: "users send by their own addresses only",
        command:
            "postconf -P submission/inet/smtpd_sender_restrictions | grep -q reject_sender_login_mismatch && " +
            "[ -s /etc/rspamd/lua.local.d/hardened-host.lua ]",
    },
    {
        title: "the mail server passes nothing on for strangers",
        command: `postconf -h smtpd_relay_restrictions | grep -qx reject_unauth_destination`,
    },
    {
        title: "TLS 1.1 is refused where mail is sent and read",
        command:
            `${answersOf(993, "a logout\\r\\n", "-tls1_2")} | grep -q OK && ` +
            `${answersOf(587, "QUIT\\r\\n", "-starttls smtp -tls1_2")} | grep -q ^2 && ` +
            `! ${answersOf(993, "a logout\\r\\n", "-tls1_1 -cipher DEFAULT@SECLEVEL=0")} | grep -q OK && ` +
            `! ${answersOf(587, "QUIT\\r\\n", "-starttls smtp -tls1_1 -cipher DEFAULT@SECLEVEL=0")} | grep -q ^2`,
    },
    {
        title: "the passwords of mailboxes are known to Dovecot only, as hashes",
        command:
            `[ -e ${paths.accountsFile} ] && ! setpriv --reuid=65534 --regid=65534 --clear-groups cat ${paths.accountsFile} 2>/dev/null && ` +
            `! grep -vE '^[^:]+:\\{(ARGON2ID|BLF-CRYPT|SHA512-CRYPT)\\}' ${paths.accountsFile}`,
    },
];

function confinement(mode: MailSettings["mode"]): Check[] {
    const units = Object.entries(exposures).filter(([unit]) => mode === "mailboxes" || /^(postfix|rspamd)/.test(unit));
    return units.map(([unit, tenths]) => ({
        title: `${unit.replace(/\.service$/, "")} is confined: its exposure is ${(tenths / 10).toFixed(1)} at most`,
        command:
            `systemctl is-active --quiet ${unit} && ` +
            `systemd-analyze security --no-pager --threshold=${tenths} ${unit} >/dev/null`,
    }));
}
