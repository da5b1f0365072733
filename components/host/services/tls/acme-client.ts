import { hashComment, managedNotice } from "../../formats/comments";
import { challengeProgram, configurationFolder, externalAccountCredential, renewalState } from "./paths";
import type { TlsSettings } from "./settings";

/** Read by dehydrated as shell. */
export const clientConfiguration = `${configurationFolder}/dehydrated.conf`;
export const clientRoots = `${configurationFolder}/roots.pem`;

const letsEncrypt = {
    letsencrypt: "https://acme-v02.api.letsencrypt.org/directory",
    "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
};

/** Address of the ACME directory. */
export function directoryOf({ issuer, acme }: TlsSettings): string {
    if (issuer === "letsencrypt" || issuer === "letsencrypt-staging") return letsEncrypt[issuer];
    return acme?.directory ?? "";
}

/** Option of curl(1) for an issuer whose own certificate no system knows. */
export function directoryRoots({ acme }: TlsSettings): string {
    return acme === undefined || acme.caCertificates.length === 0 ? "" : ` --cacert ${clientRoots}`;
}

/** dehydrated(1), doc/examples/config. */
export function clientConfigurationText(settings: TlsSettings): string {
    const { email, profile, acme } = settings;
    return [
        ...hashComment(managedNotice),
        `CA='${directoryOf(settings)}'`,
        "CHALLENGETYPE=dns-01",
        `BASEDIR=${renewalState}`,
        `HOOK=${challengeProgram}`,
        ...hashComment("All answers at once: a wildcard and its apex have one name."),
        "HOOK_CHAIN=yes",
        "ACCOUNT_KEY_ALGO=prime256v1",
        `CURL_OPTS='--max-time 60 --proto =https${directoryRoots(settings)}'`,
        "ORDER_TIMEOUT=300",
        ...(email === undefined ? [] : [`CONTACT_EMAIL='${email}'`]),
        ...(profile === undefined ? [] : [`ACME_PROFILE='${profile}'`]),
        ...(acme?.externalAccountKeyId === undefined ? [] : externalAccount(acme.externalAccountKeyId)),
        "",
    ].join("\n");
}

function externalAccount(keyId: string): string[] {
    return [`EAB_KID='${keyId}'`, `EAB_HMAC_KEY=$(cat "$CREDENTIALS_DIRECTORY/${externalAccountCredential}")`];
}

/**
 * Shell function that prints the account's address at the issuer. dehydrated has a folder for each issuer, named after its
 * directory in base64url.
 */
export function accountAddress(settings: TlsSettings): string {
    const folder = Buffer.from(`${directoryOf(settings)}\n`).toString("base64url");
    return `account_address() { jq -r '.url // empty' '${renewalState}/accounts/${folder}/account_id.json' 2>/dev/null; }`;
}

/** Program that has a request signed. The issuer's messages go to the journal, and only certificates to the file. */
export function signProgramText(settings: TlsSettings): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("sign-certificate REQUEST CHAIN: called by renew-certificate."),
        "set -eu",
        "log=$(mktemp)",
        "trap 'rm -f \"$log\"' EXIT",
        accountAddress(settings),
        ...hashComment(
            "systemd runs one at a time. A lock in a file would outlive a power loss, and stop every later renewal.",
        ),
        `ask() { dehydrated --config ${clientConfiguration} --no-lock --accept-terms --signcsr "$1" 2>"$log"; }`,
        'if ! answer=$(ask "$1"); then',
        ...hashComment("An issuer that has forgotten the account gets another one.", "    "),
        `    if grep -q accountDoesNotExist "$log" && rm -rf ${renewalState}/accounts && answer=$(ask "$1"); then :; else`,
        String.raw`        sed "s/^[[:space:]]*\(<[0-9]>\)*/<3>/" "$log" | grep -v "^<3>$" | tail -n 15`,
        '        if grep -q acme:error:caa "$log"; then',
        '            echo "<3>a CAA record of the domain refuses it; the account here is $(account_address)"',
        "        fi",
        "        exit 1",
        "    fi",
        "fi",
        ...hashComment("What the program of the challenge found odd, though all went well."),
        'grep "^<4>" "$log" || :',
        'printf \'%s\\n\' "$answer" | sed -n "/^-----BEGIN CERTIFICATE/,/^-----END CERTIFICATE/p" >"$2"',
        "",
    ].join("\n");
}
