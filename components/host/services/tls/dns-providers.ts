import type { DnsSettings } from "./dns-settings";
import { dnsCredential } from "./paths";

const credential = `"$CREDENTIALS_DIRECTORY/${dnsCredential}"`;

/** Debian packages that the provider's functions need. */
export function providerPackages({ provider }: DnsSettings): readonly string[] {
    return provider === "rfc2136" ? [] : ["curl", "jq"];
}

type OfProvider = { readonly [Id in DnsSettings["provider"]]: Extract<DnsSettings, { readonly provider: Id }> };

const functions: { readonly [Id in DnsSettings["provider"]]: (dns: OfProvider[Id]) => readonly string[] } = {
    rfc2136,
    cloudflare: ({ zoneId }) => [...bearer, ...cloudflare(zoneId)],
    digitalocean: ({ zone }) => [...bearer, ...digitalocean(zone)],
    hetzner: ({ zone }) => [...bearer, ...hetzner(zone)],
    route53: ({ hostedZoneId, accessKeyId }) => route53(hostedZoneId, accessKeyId),
};

/** Shell functions `add_values` and `remove_values`, which put `$values` into the TXT record `$name` and out again. */
export function providerProgram<Id extends DnsSettings["provider"]>(dns: OfProvider[Id]): readonly string[] {
    return functions[dns.provider](dns);
}

/** nsupdate(1). The key goes through a file of the unit's own: a faulty one given as text is printed in the error. */
function rfc2136(dns: Extract<DnsSettings, { provider: "rfc2136" }>): string[] {
    return [
        "update() {",
        "    key=$(mktemp)",
        `    printf 'key "%s" { algorithm %s; secret "%s"; };\\n' '${dns.keyName}' ${dns.algorithm} "$(cat ${credential})" >"$key"`,
        "    {",
        `        echo 'server ${dns.server} ${dns.port}'`,
        ...(dns.zone === undefined ? [] : [`        echo 'zone ${dns.zone}'`]),
        '        for value in $values; do echo "update $1 $name 60 IN TXT \\"$value\\""; done',
        "        echo send",
        '    } | nsupdate -v -t 30 -k "$key" && status=0 || status=$?',
        '    rm -f "$key"',
        '    return "$status"',
        "}",
        "add_values() { update add; }",
        "remove_values() { update delete; }",
    ];
}

/** `call METHOD ADDRESS [BODY]`: the token goes by standard input, because command lines can be read by others. */
const bearer = [
    "call() {",
    `    printf 'header = "Authorization: Bearer %s"\\n' "$(cat ${credential})" |`,
    '        curl --config - --silent --show-error --fail --max-time 60 --proto =https --request "$1" \\',
    '            --header "Content-Type: application/json" ${3:+--data-raw "$3"} "$2"',
    "}",
    'each_value() { for value in $values; do "$1" "$value" || return 1; done; }',
    "add_values() { each_value add; }",
    "remove_values() { each_value remove; }",
];

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
function cloudflare(zoneId: string): string[] {
    return [
        `records=https://api.cloudflare.com/client/v4/zones/${zoneId}/dns_records`,
        "add() {",
        '    call POST "$records" "$(jq -nc --arg n "$name" --arg v "\\"$1\\"" \'{type: "TXT", name: $n, content: $v, ttl: 60}\')" >/dev/null',
        "}",
        "remove() {",
        '    found=$(call GET "$records?type=TXT&name=$name&per_page=100") || return 1',
        '    for id in $(printf \'%s\' "$found" | jq -r --arg v "$1" \'.result[] | select((.content | gsub("\\""; "")) == $v).id\'); do',
        '        call DELETE "$records/$id" >/dev/null || return 1',
        "    done",
        "}",
    ];
}

/** https://docs.digitalocean.com/reference/api/reference/domain-records/ */
function digitalocean(zone: string): string[] {
    return [
        `zone=${zone}`,
        "records=https://api.digitalocean.com/v2/domains/$zone/records",
        "add() {",
        '    call POST "$records" "$(jq -nc --arg n "${name%."$zone"}" --arg v "$1" \'{type: "TXT", name: $n, data: $v, ttl: 60}\')" >/dev/null',
        "}",
        "remove() {",
        '    found=$(call GET "$records?type=TXT&name=$name&per_page=200") || return 1',
        "    for id in $(printf '%s' \"$found\" | jq -r --arg v \"$1\" '.domain_records[] | select(.data == $v).id'); do",
        '        call DELETE "$records/$id" >/dev/null || return 1',
        "    done",
        "}",
    ];
}

/** https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions: the Cloud API; the one of the DNS Console is no more. */
function hetzner(zone: string): string[] {
    return [
        `zone=${zone}`,
        'rrset=https://api.hetzner.cloud/v1/zones/$zone/rrsets/${name%."$zone"}/TXT/actions',
        'value_of() { printf \'"%s"\' "$1"; }',
        "add() {",
        '    call POST "$rrset/add_records" "$(jq -nc --arg v "$(value_of "$1")" \'{ttl: 60, records: [{value: $v}]}\')" >/dev/null',
        "}",
        "remove() {",
        '    call POST "$rrset/remove_records" "$(jq -nc --arg v "$(value_of "$1")" \'{records: [{value: $v}]}\')" >/dev/null',
        "}",
    ];
}

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html: one set, all values. */
function route53(hostedZoneId: string, accessKeyId: string): string[] {
    return [
        "change() {",
        "    records=",
        '    for value in $values; do records="$records<ResourceRecord><Value>\\"$value\\"</Value></ResourceRecord>"; done',
        '    set_="<Name>$name</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords>$records</ResourceRecords>"',
        '    batch="<Changes><Change><Action>$1</Action><ResourceRecordSet>$set_</ResourceRecordSet></Change></Changes>"',
        '    body="<ChangeResourceRecordSetsRequest xmlns=\\"https://route53.amazonaws.com/doc/2013-04-01/\\"><ChangeBatch>$batch</ChangeBatch></ChangeResourceRecordSetsRequest>"',
        `    printf 'user = "${accessKeyId}:%s"\\n' "$(cat ${credential})" |`,
        "        curl --config - --silent --show-error --fail --max-time 60 --proto =https --aws-sigv4 aws:amz:us-east-1:route53 \\",
        `            --header 'Content-Type: text/xml' --data-raw "$body" https://route53.amazonaws.com/2013-04-01/hostedzone/${hostedZoneId}/rrset/ >/dev/null`,
        "}",
        "add_values() { change UPSERT; }",
        "remove_values() { change DELETE; }",
    ];
}
