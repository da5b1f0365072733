import { hashComment, managedNotice } from "../../formats/comments";
import { shellQuote } from "../../shell-quote";
import * as paths from "./paths";
import { relayAddress } from "./postfix-main";
import type { MailSettings } from "./settings";

/** Schemes of Dovecot that are made for passwords, slow on purpose, and what their hashes look like. */
const schemes = String.raw`\{ARGON2ID\}[$]argon2id[$]|\{BLF-CRYPT\}[$]2[aby][$]|\{SHA512-CRYPT\}[$]6[$]`;

/**
 * Joins the secrets of the stack to the files that Dovecot and Postfix read them from. A bare hash gets its scheme's name:
 * `mkpasswd` and `htpasswd` do not write it. Nothing is printed but what is wrong, and never a secret.
 */
export function accountsProgramText(settings: MailSettings): string {
    const { mailboxes, relay } = settings;
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run whenever a mailbox or a secret has changed."),
        "set -eu",
        "umask 077",
        "failed=0",
        ...account,
        `beside=${paths.accountsFile}.new`,
        `trap 'rm -f "$beside" ${paths.relayLogin}.new' EXIT`,
        "{",
        "    :",
        ...Object.entries(mailboxes).map(([address, { quotaMib }]) => `    account ${shellQuote(address)} ${quotaMib}`),
        '} >"$beside"',
        '[ "$failed" = 0 ] || exit 1',
        ...(settings.mode === "outbound" ? [] : ['chgrp dovecot "$beside"', 'chmod 0640 "$beside"']),
        `mv "$beside" ${paths.accountsFile}`,
        ...(relay?.user === undefined
            ? [`rm -f ${paths.relayLogin}`]
            : [
                  `printf '%s %s:%s\\n' ${shellQuote(relayAddress(relay))} ${shellQuote(relay.user)} "$(cat ${paths.relaySecret})" >${paths.relayLogin}.new`,
                  `mv ${paths.relayLogin}.new ${paths.relayLogin}`,
              ]),
        "",
    ].join("\n");
}

const account = [
    "account() {",
    `    hash=$(cat "${paths.passwordsFolder}/$1")`,
    "    case $hash in",
    String.raw`    \$argon2id\$*) hash="{ARGON2ID}$hash" ;;`,
    String.raw`    \$2*) hash="{BLF-CRYPT}$hash" ;;`,
    String.raw`    \$6\$*) hash="{SHA512-CRYPT}$hash" ;;`,
    "    esac",
    `    if printf '%s' "$hash" | tr '\\n:' '  ' | grep -Eq '^(${schemes})[A-Za-z0-9./+$=,]+$'; then`,
    `        echo "$1:$hash::::::userdb_quota_storage_size=$2M"`,
    "    else",
    `        echo "<3>the secret of the mailbox $1 is no hash of ARGON2ID, BLF-CRYPT or SHA512-CRYPT; make one with: doveadm pw -s ARGON2ID" >&2`,
    "        failed=1",
    "    fi",
    "}",
];
