import { hashComment } from "../../formats/comments";
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

/**
 * `ask OPTION... ADDRESS`: curl(1) with its credential on standard input, because command lines can be read by others. A
 * server that is busy is asked again; what one says that refuses goes to the journal. The answer goes through a file: a
 * second one would stand behind the first.
 */
const ask = [
    "ask() {",
    "    answer=$(mktemp)",
    "    if curl --config - --silent --show-error --fail-with-body --retry 3 --retry-max-time 120 --max-time 60 --proto =https \\",
    '        --output "$answer" "$@"; then cat "$answer" && rm -f "$answer" && return; fi',
    '    printf \'%.400s\\n\' "$(tr -s "[:space:]" " " <"$answer")" >&2',
    '    rm -f "$answer"',
    "    return 1",
    "}",
];

/** `call METHOD ADDRESS [BODY]`, for the functions `add VALUE` and `remove VALUE`. */
const bearer = [
    ...ask,
    "call() {",
    `    printf 'header = "Authorization: Bearer %s"\\n' "$(cat ${credential})" |`,
    '        ask --request "$1" --header "Content-Type: application/json" ${3:+--data-raw "$3"} "$2"',
    "}",
    'each_value() { for value in $values; do "$1" "$value" || return 1; done; }',
    "add_values() { each_value add; }",
    "remove_values() { each_value remove; }",
];

/**
 * For providers of single records, by the functions `ids_of VALUE` and `create VALUE`. A run that was cut off may have
 * left the very record: an issuer asks again for the same value, and some providers refuse a second one.
 */
const recordByRecord = [
    'add() { ids=$(ids_of "$1") && { [ -n "$ids" ] || create "$1" >/dev/null; }; }',
    "remove() {",
    '    ids=$(ids_of "$1") || return 1',
    '    for id in $ids; do call DELETE "$records/$id" >/dev/null || return 1; done',
    "}",
];

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
function cloudflare(zoneId: string): string[] {
    return [
        ...recordByRecord,
        `records=https://api.cloudflare.com/client/v4/zones/${zoneId}/dns_records`,
        "ids_of() {",
        '    found=$(call GET "$records?type=TXT&name.exact=$name&per_page=100") || return 1',
        '    printf \'%s\' "$found" | jq -r --arg n "$name" --arg v "$1" \'.result[] | select(.name == $n and (.content | gsub("\\""; "")) == $v).id\'',
        "}",
        "create() {",
        '    call POST "$records" "$(jq -nc --arg n "$name" --arg v "\\"$1\\"" \'{type: "TXT", name: $n, content: $v, ttl: 60}\')"',
        "}",
    ];
}

/** https://docs.digitalocean.com/reference/api/reference/domain-records/ */
function digitalocean(zone: string): string[] {
    return [
        ...recordByRecord,
        `zone=${zone}`,
        'record=${name%."$zone"}',
        "records=https://api.digitalocean.com/v2/domains/$zone/records",
        "ids_of() {",
        '    found=$(call GET "$records?type=TXT&name=$name&per_page=200") || return 1',
        '    printf \'%s\' "$found" | jq -r --arg n "$record" --arg v "$1" \'.domain_records[] | select(.name == $n and .data == $v).id\'',
        "}",
        "create() {",
        '    call POST "$records" "$(jq -nc --arg n "$record" --arg v "$1" \'{type: "TXT", name: $n, data: $v, ttl: 60}\')"',
        "}",
    ];
}

/** https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions: the Cloud API; the one of the DNS Console is no more. */
function hetzner(zone: string): string[] {
    return [
        `zone=${zone}`,
        'record=${name%."$zone"}',
        "rrsets=https://api.hetzner.cloud/v1/zones/$zone/rrsets",
        "actions=$rrsets/$record/TXT/actions",
        'is_there() { printf \'%s\' "$found" | jq -e --arg v "\\"$1\\"" \'any(.rrsets[].records[]; .value == $v)\' >/dev/null; }',
        'find_set() { found=$(call GET "$rrsets?name=$record&type=TXT"); }',
        "add() {",
        "    find_set || return 1",
        '    if is_there "$1"; then return 0; fi',
        ...hashComment("A set that is there already keeps its own time.", "    "),
        '    body=$(printf \'%s\' "$found" | jq -c --arg v "\\"$1\\"" \'(if .rrsets == [] then {ttl: 60} else {} end) + {records: [{value: $v}]}\')',
        '    call POST "$actions/add_records" "$body" >/dev/null',
        "}",
        "remove() {",
        "    find_set || return 1",
        '    if ! is_there "$1"; then return 0; fi',
        '    call POST "$actions/remove_records" "$(jq -nc --arg v "\\"$1\\"" \'{records: [{value: $v}]}\')" >/dev/null',
        "}",
    ];
}

/**
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html: one set, all values. It takes
 * the place of whatever was there: to see that would need the right to read the whole zone.
 */
function route53(hostedZoneId: string, accessKeyId: string): string[] {
    const address = `https://route53.amazonaws.com/2013-04-01/hostedzone/${hostedZoneId}/rrset/`;
    return [
        ...ask,
        "change() {",
        "    records=",
        '    for value in $values; do records="$records<ResourceRecord><Value>\\"$value\\"</Value></ResourceRecord>"; done',
        '    set_="<Name>$name</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords>$records</ResourceRecords>"',
        '    batch="<Changes><Change><Action>$1</Action><ResourceRecordSet>$set_</ResourceRecordSet></Change></Changes>"',
        '    body="<ChangeResourceRecordSetsRequest xmlns=\\"https://route53.amazonaws.com/doc/2013-04-01/\\"><ChangeBatch>$batch</ChangeBatch></ChangeResourceRecordSetsRequest>"',
        `    printf 'user = "${accessKeyId}:%s"\\n' "$(cat ${credential})" |`,
        "        ask --aws-sigv4 aws:amz:us-east-1:route53 --header 'Content-Type: text/xml' \\",
        `            --data-raw "$body" ${address} >/dev/null`,
        "}",
        "add_values() { change UPSERT; }",
        "remove_values() { change DELETE; }",
    ];
}
