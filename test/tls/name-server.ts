/** Secrets of the TSIG keys, in base64. */
export interface ZoneKeys {
    /** May write the challenge of example.org, and nothing else. */
    readonly challenge: string;
    /** May write one name of challenges.example.net, to which example.com delegates its challenge. */
    readonly delegated: string;
    /** May write every text of example.org: of the servers that stand for DNS providers, and of no host. */
    readonly provider: string;
}

/** Configuration of a name server (BIND) whose keys have the least right that works: named.conf(5), update-policy. */
export function nameServerFiles(address: string, name: string, keys: ZoneKeys): readonly (readonly [string, string])[] {
    const zone = (records: string) =>
        `$TTL 5\n@ IN SOA ${name}. root.${name}. 1 60 60 3600 5\n@ IN NS ${name}.\n${records}`;
    return [
        ["/etc/bind/named.conf", configuration(keys)],
        ["/var/lib/bind/example.org", zone("www IN A 203.0.113.1\n")],
        ["/var/lib/bind/example.com", zone("_acme-challenge IN CNAME example-com.challenges.example.net.\n")],
        ["/var/lib/bind/challenges.example.net", zone("")],
        ["/var/lib/bind/example.net", zone(`services IN A ${address}\nchallenges IN NS ${name}.\n`)],
    ];
}

/** The issuer, on the same machine, needs a resolver: one that follows a CNAME into another zone. */
function configuration(keys: ZoneKeys): string {
    const key = (name: string, secret: string) => `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };`;
    const zone = (name: string, policy = "") =>
        `zone "${name}" { type primary; file "/var/lib/bind/${name}"; ${policy} };`;
    return [
        'options { directory "/var/cache/bind"; recursion yes; allow-recursion { 127.0.0.1; }; allow-query { any; }; dnssec-validation no; };',
        key("challenge", keys.challenge),
        key("delegated", keys.delegated),
        key("provider", keys.provider),
        zone(
            "example.org",
            "update-policy { grant challenge name _acme-challenge.example.org. TXT; grant provider zonesub TXT; };",
        ),
        zone("example.com"),
        zone(
            "challenges.example.net",
            "update-policy { grant delegated name example-com.challenges.example.net. TXT; };",
        ),
        zone("example.net"),
        "",
    ].join("\n");
}
