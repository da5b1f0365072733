import { createHash } from "node:crypto";
import { hashComment, managedNotice } from "../../formats/comments";
import { accountAddress, directoryOf, directoryRoots } from "./acme-client";
import { keyKinds } from "./pair-program";
import { authorityProgram, issuerRecord, pairProgram, renewalState, signProgram } from "./paths";
import type { TlsSettings } from "./settings";

/**
 * Program that gets a certificate where one is due, and else does nothing. Due is what was asked for differently, what
 * is not whole, what the issuer wants replaced (RFC 9773), and what has less than two fifths of its life left: a third
 * must always be left, and the rest is for failures. A rule in days would fit neither 90 days nor 6.
 */
export function renewProgramText(settings: TlsSettings): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-tls-renew.service, as an account that may do nothing else."),
        "set -eu",
        "umask 077",
        `cd ${renewalState}`,
        `wanted=${requestOf(settings)}`,
        "issued=issued",
        "",
        ...life,
        ...(settings.issuer === "internal"
            ? ["renewal_is_suggested() { return 1; }"]
            : [...suggestion(settings), ...recording(settings)]),
        "",
        ...dueReason(settings),
        "",
        "reason=$(reason_to_renew)",
        'if [ -z "$reason" ]; then',
        ...(settings.issuer === "internal" ? [] : [`    [ -s ${issuerRecord} ] || record_issuer`]),
        '    echo "<6>The certificate is good until $(openssl x509 -in "$issued/fullchain.pem" -noout -enddate | cut -d = -f 2)"',
        "    exit 0",
        "fi",
        'echo "<5>Getting a certificate: $reason"',
        "",
        ...acquisition(settings),
        "",
    ].join("\n");
}

/** Changes with whatever a certificate says, and with who issues it. */
export function requestOf({ domain, issuer, acme, profile, rsa }: TlsSettings): string {
    const request = JSON.stringify([domain, issuer, acme?.directory, profile, rsa]);
    return createHash("sha256").update(request).digest("hex").slice(0, 16);
}

const life = [
    "epoch() {",
    '    date -u -d "$(openssl x509 -in "$issued/fullchain.pem" -noout "-$1" -dateopt iso_8601 | cut -d = -f 2)" +%s',
    "}",
    "life_runs_out() {",
    "    begins=$(epoch startdate)",
    "    ends=$(epoch enddate)",
    "    [ $((5 * (ends - $(date +%s)))) -lt $((2 * (ends - begins))) ]",
    "}",
];

/** ACME Renewal Information: an issuer that is about to revoke says so here, days before. */
function suggestion(settings: TlsSettings): string[] {
    return [
        "base64url() { basenc --base16 --decode | basenc --base64url --wrap=0 | tr -d =; }",
        `ask() { curl --silent --fail --max-time 30 --proto =https${directoryRoots(settings)} "$1"; }`,
        "renewal_is_suggested() {",
        `    address=$(ask ${directoryOf(settings)} | jq -r '.renewalInfo // empty') && [ -n "$address" ] || return 1`,
        "    authority=$(openssl x509 -in \"$issued/fullchain.pem\" -noout -ext authorityKeyIdentifier | grep -oE '([0-9A-F]{2}:){7,}[0-9A-F]{2}' | head -n 1 | tr -d :)",
        '    serial=$(openssl x509 -in "$issued/fullchain.pem" -noout -serial | cut -d = -f 2)',
        ...hashComment("As in DER: a leading zero keeps the number positive.", "    "),
        "    case $serial in [89A-F]*) serial=00$serial ;; esac",
        '    from=$(ask "$address/$(printf %s "$authority" | base64url).$(printf %s "$serial" | base64url)" | jq -r \'.suggestedWindow.start // empty\') || return 1',
        '    [ -n "$from" ] && [ "$(date +%s)" -ge "$(date -d "$from" +%s)" ]',
        "}",
    ];
}

/** What the owner needs for a CAA record that lets nobody else's account certify the domain: RFC 8657. */
function recording(settings: TlsSettings): string[] {
    return [
        accountAddress(settings),
        "record_issuer() {",
        `    authority=$(ask ${directoryOf(settings)} | jq -r '.meta.caaIdentities[0] // empty') || authority=`,
        '    account=$(account_address) && [ -n "$account" ] || return 0',
        `    echo "\${authority:-<issuer>}; validationmethods=dns-01; accounturi=$account" >${issuerRecord}.new`,
        `    mv -f ${issuerRecord}.new ${issuerRecord}`,
        "}",
    ];
}

function dueReason(settings: TlsSettings): string[] {
    const checks = keyKinds(settings).map(({ suffix }) => `${pairProgram} "$issued" '${suffix}' >/dev/null`);
    return [
        "reason_to_renew() {",
        '    if [ ! -e "$issued/request" ]; then echo "there is none yet"',
        '    elif [ "$(cat "$issued/request")" != "$wanted" ]; then echo "the settings ask for another one"',
        `    elif ! { ${checks.join(" && ")}; }; then echo "the one that was issued last is not whole or not in time"`,
        '    elif life_runs_out; then echo "less than two fifths of its life are left"',
        '    elif renewal_is_suggested; then echo "the issuer asks for it"',
        "    fi",
        "}",
    ];
}

/** Into a folder of its own, which takes the place of the last one only when everything in it is right. */
function acquisition(settings: TlsSettings): string[] {
    const { domain } = settings;
    return [
        'old=$(readlink "$issued" || true)',
        ...hashComment("What an interrupted run has left."),
        'for folder in issue.*; do [ "$folder" = "$old" ] || rm -rf "$folder"; done',
        "new=issue.$(date +%s)",
        "trap 'rm -rf \"$new\"' EXIT",
        'mkdir "$new"',
        ...keyKinds(settings).flatMap(({ suffix, generate }) => [
            `openssl genpkey ${generate} -out "$new/privkey${suffix}.pem" 2>/dev/null`,
            `openssl req -new -key "$new/privkey${suffix}.pem" -subj / -addext 'subjectAltName=DNS:${domain},DNS:*.${domain}' -out "$new/request${suffix}.csr"`,
            `${signCommand(settings)} "$new/request${suffix}.csr" "$new/fullchain${suffix}.pem"`,
            `${pairProgram} "$new" '${suffix}'`,
        ]),
        'echo "$wanted" >"$new/request"',
        'sync -f "$new/request"',
        'ln -s "$new" issued.new && mv -fT issued.new "$issued"',
        "trap - EXIT",
        '[ -z "$old" ] || rm -rf "$old"',
        ...(settings.issuer === "internal" ? [] : ["record_issuer"]),
        'echo "<5>A certificate was issued, good until $(openssl x509 -in "$issued/fullchain.pem" -noout -enddate | cut -d = -f 2)"',
    ];
}

function signCommand({ issuer }: TlsSettings): string {
    return issuer === "internal" ? authorityProgram : signProgram;
}
