import { hashComment, managedNotice } from "../../formats/comments";
import { shellQuote } from "../../shell-quote";
import type { ZoneRecord } from "../../zone-record";
import { mailRecords } from "./dns-records";
import * as paths from "./paths";
import type { MailSettings } from "./settings";

/** Prints what must stand in DNS, as lines of a zone file: what the settings say, and what only the host knows. */
export function recordsProgramText(settings: MailSettings): string {
    const { domains, hostName, mode } = settings;
    const records = mailRecords(settings).filter(({ name }) => !name.includes("._domainkey."));
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("hardened-host-mail-dns: DNS records of this mail server."),
        "set -eu",
        // Those of signing keys it has itself.
        ...records.map((record) => `echo ${shellQuote(lineOf(record))}`),
        `cd ${paths.dkimFolder}`,
        "key() {",
        // A text of a record has at most 255 bytes: RFC 1035 section 3.3.14.
        `    public=$(openssl rsa -in "$1.$2.key" -pubout -outform DER 2>/dev/null | base64 -w 0)`,
        `    printf '%s._domainkey.%s. TXT "v=DKIM1; k=rsa; p=%s" "%s"\\n' "$2" "$1" "$(echo "$public" | cut -c 1-200)" "$(echo "$public" | cut -c 201-)"`,
        `    echo "; in the settings: domains.$1.dkimKeys.$2: $public"`,
        "}",
        ...Object.keys(domains)
            .sort()
            .flatMap((domain) => [
                `key ${domain} "$(sed -n 's/^${domain} //p' selectors.map)"`,
                `if [ -e ${domain}.next ]; then key ${domain} "$(cat ${domain}.next)"; fi`,
                `if [ -e ${domain}.last ]; then echo "; $(cat ${domain}.last)._domainkey.${domain}.: stays until $(date -u -d "$(stat -c '@%Y' ${domain}.last) + 7 days" +%F 2>/dev/null || echo 7 days later)"; fi`,
            ]),
        ...(mode === "outbound" ? [] : tlsaLines(hostName)),
        "",
    ].join("\n");
}

/**
 * The key of the authority that signed the certificate, not of the certificate: that one changes with every renewal.
 * RFC 7671, 5.2: usage 2, selector 1 (key), SHA-256.
 */
function tlsaLines(hostName: string): string[] {
    return [
        "echo '; only where DNSSEC signs the zone:'",
        "folder=$(mktemp -d); trap 'rm -rf \"$folder\"' EXIT",
        `csplit -s -z -f "$folder/" ${paths.chain} '/-----BEGIN CERTIFICATE-----/' '{*}'`,
        'for one in "$folder"/*; do',
        '    if openssl x509 -in "$one" -noout -text 2>/dev/null | grep -q CA:TRUE; then',
        '        digest=$(openssl x509 -in "$one" -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -c 1-64)',
        `        echo "_25._tcp.${hostName}. TLSA 2 1 1 $digest"`,
        "    fi",
        "done",
    ];
}

function lineOf(record: ZoneRecord): string {
    return record.type === "MX"
        ? `${record.name}. MX ${record.preference} ${record.host}.`
        : `${record.name}. TXT "${record.text}"`;
}
