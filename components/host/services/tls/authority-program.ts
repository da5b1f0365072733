import { hashComment, managedNotice } from "../../formats/comments";
import { renewalState } from "./paths";

/** Days; browsers refuse those of private authorities that last longer than 825, and a short one is renewed anyway. */
const leafDays = 60;
const authorityDays = 3650;

/**
 * Program that signs a request by an authority of the host's own, which it makes at the first time. Whoever gets its key
 * can pretend to be this domain and no other: names are constrained (RFC 5280 section 4.2.1.10).
 */
export function authorityProgramText(domain: string): string {
    const folder = `${renewalState}/authority`;
    // Critical, because the subject is empty (RFC 5280 section 4.2.1.6): strict clients, Python 3.13 among them, refuse it otherwise.
    const names = `subjectAltName=critical,DNS:${domain},DNS:*.${domain}`;
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("internal-authority REQUEST CHAIN: called by renew-certificate."),
        "set -eu",
        "umask 077",
        `authority=${folder}/${domain}`,
        'if ! openssl x509 -in "$authority/ca.pem" -noout -checkend 31536000 >/dev/null 2>&1; then',
        '    rm -rf "$authority" "$authority.new"',
        '    mkdir -p "$authority.new"',
        '    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$authority.new/ca.key" \\',
        `        -out "$authority.new/ca.pem" -days ${authorityDays} -subj '/CN=Private authority for ${domain}' \\`,
        "        -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' \\",
        `        -addext 'nameConstraints=critical,permitted;DNS:${domain}' 2>/dev/null`,
        '    mv "$authority.new" "$authority"',
        "fi",
        "extensions=$(mktemp)",
        "trap 'rm -f \"$extensions\"' EXIT",
        `printf '%s\\n' '${names}' 'extendedKeyUsage=serverAuth' 'keyUsage=critical,digitalSignature' \\`,
        "    'basicConstraints=critical,CA:FALSE' 'authorityKeyIdentifier=keyid' >\"$extensions\"",
        'openssl x509 -req -in "$1" -CA "$authority/ca.pem" -CAkey "$authority/ca.key" -set_serial "0x$(openssl rand -hex 16)" \\',
        `    -days ${leafDays} -extfile "$extensions" -out "$2" 2>/dev/null`,
        'cat "$authority/ca.pem" >>"$2"',
        "",
    ].join("\n");
}
