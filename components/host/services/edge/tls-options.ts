import type { Claims } from "../../claims";
import { because, directive } from "../../formats/nginx";
import type { NginxDirective } from "../../formats/nginx";
import type { Distribution } from "../../part";
import type { EdgeSettings } from "./settings";

/** The part `tls` keeps it here, readable by root only, and replaces all files at once. */
export const certificate = {
    chain: "/etc/hardened-host/tls/fullchain.pem",
    key: "/etc/hardened-host/tls/privkey.pem",
};

/** Beside it where `tls.rsa` says so: each client is shown the one that it can check. */
const rsaCertificate = {
    chain: "/etc/hardened-host/tls/fullchain-rsa.pem",
    key: "/etc/hardened-host/tls/privkey-rsa.pem",
};

/** The files of every certificate, as sed(1) finds them. */
export const certificateFiles = {
    chains: String.raw`/etc/hardened-host/tls/fullchain[a-z-]*\.pem`,
    keys: String.raw`/etc/hardened-host/tls/privkey[a-z-]*\.pem`,
};

/** What nginx of the distribution knows: 1.26 with OpenSSL 3.5 in Debian 13, else 1.22 or 1.24 with OpenSSL 3.0. */
export interface NginxFeatures {
    /** `http2 on;` (since 1.25.1) instead of a parameter of `listen`. */
    readonly http2Directive: boolean;
    readonly http3: boolean;
    readonly postQuantumKeyExchange: boolean;
}

export function featuresOf({ codename }: Distribution): NginxFeatures {
    const isRecent = codename === "trixie";
    return { http2Directive: isRecent, http3: isRecent, postQuantumKeyExchange: isRecent };
}

/** Forward secret and authenticated, all of them: guidelines 5.8, without the older ones' DHE. */
const intermediateCiphers = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"]
    .flatMap((cipher) => [`ECDHE-ECDSA-${cipher}`, `ECDHE-RSA-${cipher}`])
    .join(":");

/** Mozilla's server side TLS guidelines 5.8, github.com/mozilla/ssl-config-generator. */
export function tlsOptions(
    { tlsProfile }: EdgeSettings,
    features: NginxFeatures,
    { hasRsaCertificate }: Pick<Claims, "hasRsaCertificate">,
): NginxDirective[] {
    const curves = [
        ...(features.postQuantumKeyExchange ? ["X25519MLKEM768"] : []),
        "X25519",
        "prime256v1",
        "secp384r1",
    ];
    const pairs = hasRsaCertificate ? [certificate, rsaCertificate] : [certificate];
    return [
        ...pairs.flatMap(({ chain, key }) => [
            directive("ssl_certificate", chain),
            directive("ssl_certificate_key", key),
        ]),
        because(
            `Mozilla's guidelines 5.8, ${tlsProfile}.`,
            directive("ssl_protocols", ...(tlsProfile === "modern" ? [] : ["TLSv1.2"]), "TLSv1.3"),
        ),
        ...(tlsProfile === "modern" ? [] : [directive("ssl_ciphers", intermediateCiphers)]),
        directive("ssl_ecdh_curve", curves.join(":")),
        because(
            "Every cipher is a good one: the client knows which is fast for it.",
            directive("ssl_prefer_server_ciphers", "off"),
        ),
        directive("ssl_session_cache", "shared:tls:10m"),
        directive("ssl_session_timeout", "1d"),
        because(
            "A ticket's key would live as long as the process, and open every session recorded meanwhile.",
            directive("ssl_session_tickets", "off"),
        ),
        because(
            "What comes early can be sent again by others: RFC 8446 section 8.",
            directive("ssl_early_data", "off"),
        ),
    ];
}
