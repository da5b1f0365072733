/** A certificate in PEM form, of the right shape only. */
export const anyCertificate = [
    "-----BEGIN CERTIFICATE-----",
    "MIIBdDCCARmgAwIBAgIUSHrSaNQCKURUWoOCtxb2/0CYMN4wCgYIKoZIzj0EAwIw",
    "DjEMMAoGA1UEAwwDYW55MCAXDTI2MTEyNzAxNDE0MVoYDzIxMjYxMTAzMDE0MTQx",
    "WjAOMQwwCgYDVQQDDANhbnkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR7z0CE",
    "Rf3FYUssBuoEpbzCzweG9nEGMeLl/yzQ8DRuCNZ2obbWmpthnJ+7JvOF9PlQN7jp",
    "9H8gJpb18mn1d4ido1MwUTAdBgNVHQ4EFgQUoXO5pNxFD51iNxq0iMV6KHF8RWow",
    "HwYDVR0jBBgwFoAUoXO5pNxFD51iNxq0iMV6KHF8RWowDwYDVR0TAQH/BAUwAwEB",
    "/zAKBggqhkjOPQQDAgNJADBGAiEA9MSEa8DGPTjtPunc17jZS5n0o5qlauzwHrSN",
    "rGYawOcCIQCDnPx/H8YFuxXbJKvma/7rZ6xZgmu5fAduzAa07KdA+A==",
    "-----END CERTIFICATE-----",
    "",
].join("\n");

const copy = { folder: "/var/lib/chat-tls", owner: "chat", group: "chat", unit: "chat.service" };

/** One way to write the challenge's record for each provider. */
export const dnsProviders = {
    rfc2136: { provider: "rfc2136", server: "ns1.example.org", zone: "example.org", keyName: "challenge" },
    cloudflare: { provider: "cloudflare", zoneId: "023e105f4ecef8ad9ca31a8372d0c353" },
    digitalocean: { provider: "digitalocean", zone: "example.org" },
    hetzner: { provider: "hetzner", zone: "example.org" },
    route53: { provider: "route53", hostedZoneId: "Z0123456789ABCDEFGHIJ", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
} as const;

/** Everything that an issuer by ACME can be told. */
export const publicCertificate = {
    domain: "example.org",
    issuer: "acme",
    acme: {
        directory: "https://acme.example.net/directory",
        caCertificates: [anyCertificate],
        externalAccountKeyId: "kid-1",
    },
    email: "owner@example.org",
    profile: "shortlived",
    dns: dnsProviders.rfc2136,
    delegatedName: "example-org.challenges.example.net",
    rsa: true,
    reload: ["nginx.service"],
    copies: [copy, { ...copy, folder: "/var/lib/mail-tls", format: "combined" }],
};

export const internalCertificate = { domain: "example.org", issuer: "internal" };

export const noticesByEverything = {
    email: {
        to: ["owner@example.org", "other@example.org"],
        from: "host@example.org",
        server: "mail.example.org",
        port: 587,
        encryption: "starttls",
        user: "host",
        caCertificates: [anyCertificate],
    },
    webhooks: { plain: {}, phone: { format: "ntfy" }, talk: { format: "slack", caCertificates: [anyCertificate] } },
    health: { servedCertificates: [{ port: 5223, serverName: "chat.example.org" }] },
};
