import { z } from "zod";
import { domainName, portNumber, singleLine } from "../../values";

const zone = domainName().meta({ description: "Domain that the provider serves and that the record is in." });

const identifier = (what: string, pattern: RegExp, example: string) =>
    z
        .string()
        .regex(pattern, `must be ${what}, such as ${example}`)
        .meta({ description: `${what[0]?.toUpperCase()}${what.slice(1)}.` });

const rfc2136 = z.strictObject({
    provider: z.literal("rfc2136").meta({ description: "A name server of yours that takes updates (RFC 2136)." }),
    server: singleLine(253)
        .regex(/^[A-Za-z0-9:][A-Za-z0-9.:-]*$/, "must be a host name or an address")
        .meta({ description: "Server that takes updates: its name or address." }),
    port: portNumber().default(53).meta({ description: "Its port." }),
    zone: zone.optional().meta({ description: "Zone that is updated. Default: the server is asked." }),
    keyName: domainName()
        .or(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, "must be the name of a key"))
        .meta({ description: "Name of the TSIG key; its secret, in base64, is the secret `tls-dns`." }),
    algorithm: z
        .enum(["hmac-sha256", "hmac-sha384", "hmac-sha512"])
        .default("hmac-sha256")
        .meta({ description: "Algorithm of the TSIG key (RFC 8945)." }),
});

const cloudflare = z.strictObject({
    provider: z
        .literal("cloudflare")
        .meta({ description: "Cloudflare; the token needs the right `DNS:Edit` for the zone." }),
    zoneId: identifier(
        "the zone's identifier of 32 hexadecimal digits",
        /^[0-9a-f]{32}$/,
        "023e105f4ecef8ad9ca31a8372d0c353",
    ),
});

const digitalocean = z.strictObject({
    provider: z.literal("digitalocean").meta({
        description: "DigitalOcean; the token needs `domain:create`, `domain:read`, `domain:delete`, for all domains.",
    }),
    zone,
});

const hetzner = z.strictObject({
    provider: z
        .literal("hetzner")
        .meta({ description: "Hetzner, by the Cloud API; the token is one for the project of the zone." }),
    zone,
});

const route53 = z.strictObject({
    provider: z
        .literal("route53")
        .meta({ description: "Route 53; the key needs `route53:ChangeResourceRecordSets` for the record only." }),
    hostedZoneId: identifier("the hosted zone's identifier", /^Z[A-Z0-9]{4,31}$/, "Z0123456789ABCDEFGHIJ"),
    accessKeyId: identifier("the identifier of an access key", /^A[A-Z0-9]{15,127}$/, "AKIAIOSFODNN7EXAMPLE"),
});

/** Who serves the record that proves to the issuer whose domain it is. The credential is the secret `tls-dns`. */
export const dnsSettings = z.discriminatedUnion("provider", [rfc2136, cloudflare, digitalocean, hetzner, route53], {
    error: "must be one of rfc2136, cloudflare, digitalocean, hetzner, route53",
});

export type DnsSettings = z.output<typeof dnsSettings>;
