import { randomBytes } from "node:crypto";
import { findExecutable } from "../../scripts/toolchain/executables";
import { servicesFolder as folder } from "./authority";

/** Of the tests' issuer only: base64url, as it wants it. */
export const externalAccountKey = randomBytes(48).toString("base64url");

/** Debian 13's knows no profiles. */
export function pebble(): string {
    const path = findExecutable("pebble");
    if (path === undefined) throw new Error("needs pebble on PATH: `npm run test:services tls` builds it");
    return path;
}

/** With an account binding (RFC 8555 section 7.3.4), as commercial issuers ask for. */
export const issuerUnit = `[Service]
Environment=PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=20 PEBBLE_AUTHZREUSE=0
ExecStart=/usr/local/bin/pebble -strict -dnsserver 127.0.0.1:53 -config ${folder}/pebble.json
`;

/** Seconds that certificates of each profile are good for; a profile without them is not offered. */
export type Lives = Readonly<Partial<Record<"default" | "shortlived", number>>>;

/** As Let's Encrypt's of these names: letsencrypt.org/docs/profiles. */
export const usualLives = { default: 7_776_000, shortlived: 576_000 };

/** For clients that name no profile: of several, Pebble chooses one at random for them. */
export const withoutProfiles: Lives = { default: usualLives.default };

export const issuerConfiguration = (lives: Lives) =>
    JSON.stringify({
        pebble: {
            listenAddress: "0.0.0.0:14000",
            managementListenAddress: "0.0.0.0:15000",
            certificate: `${folder}/server.pem`,
            privateKey: `${folder}/server.key`,
            httpPort: 5002,
            tlsPort: 5001,
            ocspResponderURL: "",
            externalAccountBindingRequired: true,
            externalAccountMACKeys: { "kid-1": externalAccountKey },
            profiles: Object.fromEntries(
                Object.entries(lives).map(([name, validityPeriod]) => [name, { description: name, validityPeriod }]),
            ),
        },
    });

/** Answers as Let's Encrypt's do: letsencrypt.org/docs/rate-limits, "Retrying After Hitting Rate Limits". */
const refusal = (type: string, status: number, detail: string) =>
    `if (-f ${folder}/refuses-${type}) {
        add_header Retry-After 3600 always;
        return ${status} '{"type": "urn:ietf:params:acme:error:${type}", "detail": "${detail}", "status": ${status}}';
    }`;

export const frontConfiguration = `events {}
http {
    server {
        listen 14443 ssl;
        ssl_certificate ${folder}/server.pem;
        ssl_certificate_key ${folder}/server.key;
        default_type application/problem+json;
        proxy_set_header Host $http_host;
        location / { proxy_pass https://127.0.0.1:14000; }
        location = /order-plz {
            ${refusal("rateLimited", 429, "too many certificates already issued for this exact set of identifiers")}
            ${refusal("caa", 403, "CAA record for example.org prevents issuance")}
            proxy_pass https://127.0.0.1:14000;
        }
    }
}
`;
