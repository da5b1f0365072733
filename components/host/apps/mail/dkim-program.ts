import { hashComment, managedNotice } from "../../formats/comments";
import * as paths from "./paths";
import type { MailSettings } from "./settings";

/** Bits of a signing key: RFC 8301 asks for 2048; larger ones do not fit into one text of a DNS record. */
const keyBits = 2048;
/** How long the world may remember that a record is not there, and mail may be on its way. */
const overlapDays = 7;

/**
 * Makes the keys that mail is signed with, and their successors. A successor comes into force only once its record is
 * seen in DNS; the record of the one before stays to be seen for mail on its way.
 */
export function dkimProgramText({ domains, dkimRotationDays }: MailSettings): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment(
            "Run daily, and by a delivery. Keys never leave the host; their records: hardened-host-mail-dns.",
        ),
        "set -eu",
        "umask 027",
        `cd ${paths.dkimFolder}`,
        "failed=0",
        "",
        "make_key() {",
        `    if [ ! -s "$1.$2.key" ]; then`,
        `        openssl genrsa -out "$1.$2.key.new" ${keyBits} 2>/dev/null`,
        // The folder gives its group: that of the spam filter, which signs.
        `        chmod 0640 "$1.$2.key.new"`,
        `        mv "$1.$2.key.new" "$1.$2.key"`,
        "    fi",
        "}",
        'public_key() { openssl rsa -in "$1.$2.key" -pubout -outform DER 2>/dev/null | base64 -w 0; }',
        `is_published() { dig +short +time=5 +tries=2 TXT "$2._domainkey.$1" | tr -d '" ' | grep -qF "p=$(public_key "$1" "$2")"; }`,
        `older_than() { [ -n "$(find "$1" -mtime "+$2")" ]; }`,
        `current_of() { sed -n "s/^$1 //p" selectors.map; }`,
        "in_force() {",
        `    { grep -v "^$1 " selectors.map || :; echo "$1 $2"; } >selectors.map.new`,
        "    mv selectors.map.new selectors.map",
        "}",
        "",
        ...rotation(dkimRotationDays),
        "",
        "[ -e selectors.map ] || : >selectors.map",
        ...Object.keys(domains)
            .sort()
            .map((domain) => `rotate ${domain}`),
        "exit $failed",
        "",
    ].join("\n");
}

function rotation(days: number): string[] {
    return [
        "rotate() {",
        '    current=$(current_of "$1")',
        '    if [ -z "$current" ] || [ ! -s "$1.$current.key" ]; then',
        "        current=hh$(date -u +%Y%m%d)",
        '        make_key "$1" "$current"',
        '        in_force "$1" "$current"',
        '        echo "<5>$1: signing key $current was made; publish its record: hardened-host-mail-dns"',
        "    fi",
        `    if [ ! -e "$1.next" ] && older_than "$1.$current.key" ${days}; then`,
        "        next=hh$(date -u +%Y%m%d)",
        '        [ "$next" != "$current" ] || next=${next}b',
        '        make_key "$1" "$next"',
        '        echo "$next" >"$1.next"',
        '        echo "<4>$1: signing key $next waits for its record in DNS: hardened-host-mail-dns"',
        "    fi",
        '    if [ -e "$1.next" ]; then',
        '        next=$(cat "$1.next")',
        '        if is_published "$1" "$next"; then',
        '            in_force "$1" "$next"',
        '            rm "$1.next"; echo "$current" >"$1.last"',
        '            rm -f "$1.$current.key"',
        `            echo "<5>$1: signed by $next from now on; the record of $current may go in ${overlapDays} days"`,
        '        elif older_than "$1.next" 30; then',
        '            echo "<3>$1: the record of signing key $next is not in DNS after 30 days: hardened-host-mail-dns" >&2',
        "            failed=1",
        "        fi",
        "    fi",
        `    if [ -e "$1.last" ] && older_than "$1.last" ${overlapDays}; then rm "$1.last"; fi`,
        "}",
    ];
}
