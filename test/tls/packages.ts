/** What the services under test need on their host, besides a server that shows its certificate. */
export const hostPackages = [
    "bind9-dnsutils",
    "ca-certificates",
    "curl",
    "dehydrated",
    "jq",
    "libfaketime",
    "msmtp",
    "nginx-light",
    "openssl",
    "publicsuffix",
];

/** The world around it: an issuer, a name server, and a place where mail arrives. */
export const servicePackages = [
    "bind9",
    "bind9-dnsutils",
    "curl",
    "libfaketime",
    "nginx-light",
    "openssl",
    "python3-aiosmtpd",
];
