import { managedNotice } from "../../formats/comments";
import { renderKeyValues } from "../../formats/key-value";
import { renderLoginDefs } from "../../formats/login-defs";
import type { LoginDefinition } from "../../formats/login-defs";
import { renderSudoers } from "../../formats/sudoers";
import type { AccountsSettings } from "./settings";

// CIS numbers are of the CIS Debian Linux 12 Benchmark 1.1.0.

export const sudoLog = "/var/log/sudo.log";

/** Administrators, and what sudo writes down. */
export function sudoersContent(administrators: readonly string[]): string {
    return renderSudoers([
        { line: "Defaults use_pty", why: "A program left behind cannot keep the terminal (CVE-2005-4890; CIS 5.2.2)." },
        { line: `Defaults logfile="${sudoLog}"`, why: "Besides the journal: who ran what as whom (CIS 5.2.3)." },
        {
            line: "Defaults timestamp_timeout=5",
            why: "Minutes until it asks again, should a rule ask at all (CIS13 5.2.6).",
        },
        {
            line: 'Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"',
            why: "The caller's PATH has no say in what root runs.",
        },
        ...administrators.map((name, index) => ({
            line: `${name} ALL=(ALL:ALL) NOPASSWD: ALL`,
            ...(index === 0
                ? { why: "Every password is locked, so there is none to ask for: the key at the login is the proof." }
                : {}),
        })),
    ]);
}

/** sudo's own log grows with use; sudo's package rotates none. */
export const sudoLogRotation = `# ${managedNotice}
${sudoLog} {
    weekly
    maxsize 10M
    rotate 12
    compress
    missingok
    notifempty
    create 0600 root root
}
`;

/** Mostly Debian's own values: a key that is left out falls back to shadow's, which differ. */
const fixedLoginDefinitions: readonly LoginDefinition[] = [
    { key: "LOGIN_RETRIES", value: 3, why: "At the console." },
    { key: "LOGIN_TIMEOUT", value: 60 },
    {
        key: "FAILLOG_ENAB",
        value: "yes",
        why: "Failures are written down; unknown names are not, they may be passwords.",
    },
    { key: "LOG_UNKFAIL_ENAB", value: "no" },
    { key: "LOG_OK_LOGINS", value: "yes" },
    {
        key: "ENV_SUPATH",
        value: "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        why: "Debian's.",
    },
    { key: "ENV_PATH", value: "PATH=/usr/local/bin:/usr/bin:/bin" },
    { key: "MAIL_DIR", value: "/var/mail" },
    { key: "HUSHLOGIN_FILE", value: ".hushlogin" },
    { key: "TTYPERM", value: "0600" },
    { key: "ERASECHAR", value: "0177" },
    { key: "KILLCHAR", value: "025" },
    { key: "CHFN_RESTRICT", value: "rwh" },
    { key: "DEFAULT_HOME", value: "yes" },
    { key: "UID_MIN", value: 1000 },
    { key: "UID_MAX", value: 60000 },
    { key: "GID_MIN", value: 1000 },
    { key: "GID_MAX", value: 60000 },
    { key: "SUB_UID_MIN", value: 100000 },
    { key: "SUB_UID_MAX", value: 600100000 },
    { key: "SUB_UID_COUNT", value: 65536 },
    { key: "SUB_GID_MIN", value: 100000 },
    { key: "SUB_GID_MAX", value: 600100000 },
    { key: "SUB_GID_COUNT", value: 65536 },
];

/** Keys that shadow 4.13 (Debian 12, Ubuntu 24.04) and 4.17 (Debian 13) both know. */
export function loginDefsContent({ passwordMaxAgeDays }: AccountsSettings): string {
    return renderLoginDefs([
        {
            key: "UMASK",
            value: "027",
            why: "New files are nobody else's business: CIS 5.4.2.6 and 5.4.3.3. pam_umask gives it to every session, as 007 where the group is its own.",
        },
        {
            key: "HOME_MODE",
            value: "0700",
            why: "Homes are private: CIS 7.2.9 allows 0750; Debian 13 already makes 0700.",
        },
        {
            key: "USERGROUPS_ENAB",
            value: "yes",
            why: "A group for each account, so that group access is nobody else's.",
        },
        {
            key: "PASS_MAX_DAYS",
            value: passwordMaxAgeDays,
            why: "Passwords of accounts made from now on: CIS 5.4.1.1 to 5.4.1.3. Login accounts are set free of it.",
        },
        { key: "PASS_MIN_DAYS", value: 1 },
        { key: "PASS_WARN_AGE", value: 7 },
        {
            key: "ENCRYPT_METHOD",
            value: "YESCRYPT",
            why: "Memory-hard (crypt(5)): CIS 5.4.1.4. Should SHA-512 be asked for, 65536 rounds against guessing by GPU.",
        },
        { key: "SHA_CRYPT_MIN_ROUNDS", value: 65536 },
        { key: "SHA_CRYPT_MAX_ROUNDS", value: 65536 },
        ...fixedLoginDefinitions,
    ]);
}

/** pwquality.conf(5): CIS 5.3.3.2. Length before complexity: NIST SP 800-63B section 5.1.1.2. */
export function passwordQualityContent({ passwordMinLength }: AccountsSettings): string {
    return renderKeyValues([
        { key: "minlen", value: passwordMinLength, why: "Characters: CIS 5.3.3.2.2 asks for 14." },
        { key: "difok", value: 2, why: "Different from the old one: CIS 5.3.3.2.1." },
        { key: "maxrepeat", value: 3, why: "No `aaaa` and no `1234`: CIS 5.3.3.2.4 and 5.3.3.2.5." },
        { key: "maxsequence", value: 3 },
        { key: "dictcheck", value: 1, why: "No dictionary words: CIS 5.3.3.2.6." },
        { key: "usercheck", value: 1 },
        { key: "enforce_for_root", value: "1", why: "Root is refused as well, not just warned: CIS 5.3.3.2.8." },
    ]);
}

/** Read by login shells; POSIX sh. */
export function profileContent({ idleTimeoutMinutes }: AccountsSettings): string {
    return `# ${managedNotice}
# Nobody else reads new files: CIS 5.4.3.3. Also set by pam_umask, for sessions without a login shell.
umask 027

# An interactive shell that is left alone ends: CIS 5.4.3.2. Not in scripts: bash's read would time out in them.
case $- in
    *i*)
        [ "\${TMOUT:-}" = ${idleTimeoutMinutes * 60} ] || TMOUT=${idleTimeoutMinutes * 60}
        readonly TMOUT
        export TMOUT
        ;;
esac
`;
}

/** Debian's and Ubuntu's own file, with one line more. It is a part of PAM: an error here locks nobody out of SSH. */
export const suPamContent = `# ${managedNotice}
auth       sufficient pam_rootok.so
# Only administrators may try: CIS 5.2.7. Every password is locked, so they use sudo.
auth       required   pam_wheel.so use_uid group=sudo
session    required   pam_env.so readenv=1
session    required   pam_env.so readenv=1 envfile=/etc/default/locale
session    optional   pam_mail.so nopen
session    required   pam_limits.so
@include common-auth
@include common-account
@include common-session
`;
