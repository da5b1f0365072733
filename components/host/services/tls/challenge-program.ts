import { hashComment, managedNotice } from "../../formats/comments";
import { providerProgram } from "./dns-providers";
import type { TlsSettings } from "./settings";

/** Name of the record that proves whose domain it is: RFC 8555 section 8.4, or what it is a CNAME of. */
export function challengeName({ domain, delegatedName }: Pick<TlsSettings, "domain" | "delegatedName">): string {
    return delegatedName ?? `_acme-challenge.${domain}`;
}

/**
 * What dehydrated calls with the answers to challenges: all of a certificate's at once, because a wildcard and its
 * apex have one name with two values. The credential comes from systemd, and stands on no command line.
 */
export function challengeProgramText(settings: TlsSettings, dns: NonNullable<TlsSettings["dns"]>): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment(
            "answer-challenge deploy_challenge|clean_challenge (NAME TOKEN VALUE)...: called by dehydrated.",
        ),
        "set -eu",
        "case $1 in deploy_challenge | clean_challenge) ;; *) exit 0 ;; esac",
        "action=$1",
        "shift",
        `name=${challengeName(settings)}`,
        "values=",
        'while [ "$#" -ge 3 ]; do',
        '    case $3 in *[!A-Za-z0-9_-]*) echo "<3>the issuer asks for a value that is none"; exit 1 ;; esac',
        '    values="$values $3"',
        "    shift 3",
        "done",
        "",
        ...providerProgram(dns),
        "",
        ...visibility(settings.propagationTimeoutSeconds),
        "",
        'if [ "$action" = clean_challenge ]; then',
        ...hashComment("A record that stays does no harm, and the certificate is there.", "    "),
        '    remove_values || echo "<4>the record of the challenge could not be removed: $name"',
        "else",
        '    add_values || { echo "<3>the record of the challenge could not be written: $name"; exit 1; }',
        "    wait_until_visible",
        "fi",
        "",
    ].join("\n");
}

/** Issuers ask any of the zone's servers, from several places: RFC 8555 section 8.4 and CA/B ballot SC-067. */
function visibility(timeoutSeconds: number): string[] {
    return [
        "servers_of_zone() {",
        '    zone=$(dig +noall +answer +authority +time=5 SOA "$name" | awk \'$4 == "SOA" { print $1; exit }\')',
        '    [ -z "$zone" ] || dig +short +time=5 NS "$zone"',
        "}",
        "shown_by() {",
        '    answer=$(dig +short +time=3 +tries=1 "@$1" TXT "$name" 2>/dev/null) || return 1',
        '    for value in $values; do printf \'%s\\n\' "$answer" | grep -Fqx "\\"$value\\"" || return 1; done',
        "}",
        "wait_until_visible() {",
        `    tries=${Math.ceil(timeoutSeconds / 2)}`,
        "    for server in $(servers_of_zone); do",
        '        until shown_by "$server"; do',
        '            if [ "$tries" -le 0 ]; then',
        '                echo "<4>$server does not show the record of the challenge; the issuer is asked all the same"',
        "                return 0",
        "            fi",
        "            tries=$((tries - 1))",
        "            sleep 2",
        "        done",
        "    done",
        "}",
    ];
}
