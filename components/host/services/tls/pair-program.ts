import { hashComment, managedNotice } from "../../formats/comments";
import type { TlsSettings } from "./settings";

/** A certificate of each kind has files of its own: `fullchain.pem` and `fullchain-rsa.pem`. */
export interface KeyKind {
    readonly suffix: "" | "-rsa";
    /** Options of openssl-genpkey(1). */
    readonly generate: string;
}

const ecdsa: KeyKind = { suffix: "", generate: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256" };
const rsa: KeyKind = { suffix: "-rsa", generate: "-algorithm RSA -pkeyopt rsa_keygen_bits:3072" };

export function keyKinds(settings: Pick<TlsSettings, "rsa">): readonly KeyKind[] {
    return settings.rsa ? [ecdsa, rsa] : [ecdsa];
}

/** Let's Encrypt is in everybody's list of roots; of any other issuer only its own words are known. */
function trust(issuer: TlsSettings["issuer"]): string[] {
    if (issuer === "letsencrypt") return ["set -- -CAfile /etc/ssl/certs/ca-certificates.crt"];
    return [
        "top=$(mktemp)",
        "trap 'rm -f \"$top\"' EXIT",
        'awk \'/-----BEGIN CERTIFICATE/ { text = "" } { text = text $0 "\\n" } END { printf "%s", text }\' "$chain" >"$top"',
        'set -- -partial_chain -trusted "$top"',
    ];
}

/** Program that ends with 0 where a key and its chain belong together, are whole, in time, and for the right names. */
export function pairProgramText({ domain, issuer }: TlsSettings): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("check-key-pair FOLDER SUFFIX"),
        "set -eu",
        'chain="$1/fullchain$2.pem"',
        'key="$1/privkey$2.pem"',
        "refuse() {",
        '    echo "<3>the certificate is refused: $*"',
        "    exit 1",
        "}",
        'if [ ! -s "$chain" ] || [ ! -s "$key" ]; then refuse "a part of it is missing or empty"; fi',
        'openssl pkey -in "$key" -noout -check >/dev/null 2>&1 || refuse "its key is damaged"',
        'certified=$(openssl x509 -in "$chain" -noout -pubkey 2>/dev/null) || refuse "it is damaged"',
        '[ "$certified" = "$(openssl pkey -in "$key" -pubout)" ] || refuse "its key is that of another one"',
        ...trust(issuer),
        `for name in ${domain} any.${domain}; do`,
        '    said=$(openssl verify "$@" -untrusted "$chain" -purpose sslserver -verify_hostname "$name" "$chain" 2>&1) ||',
        "        refuse \"$(printf '%s' \"$said\" | sed -n 's/^error [0-9]* at [0-9]* depth lookup: //p' | head -n 1) ($name, by the clock $(date -u +%Y-%m-%dT%H:%MZ))\"",
        "done",
        "",
    ].join("\n");
}
