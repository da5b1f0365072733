import { closedRanges } from "../../address-space";
import { hashComment, managedNotice } from "../../formats/comments";
import { proxyPort } from "../../proxy-client";
import type { ProxyClient } from "../../reach";
import type { ProxySettings } from "./settings";

/** squid.conf(5), the whole of it: what is not named is as squid's own defaults are. */
export function squidConf(settings: ProxySettings, clients: readonly ProxyClient[]): string {
    return [
        ...hashComment(managedNotice),
        "",
        ...clients.map(({ name }, index) => `http_port 127.0.0.1:${proxyPort(index)} name=${name}`),
        // squid does not start without a port.
        ...(clients.length === 0 ? [`http_port 127.0.0.1:${proxyPort(0)} name=nobody`] : []),
        "",
        ...accessLists(settings),
        ...clients.flatMap(clientLists),
        "",
        ...generalRules(settings),
        ...clients.flatMap(clientRules),
        "http_access deny all",
        "",
        ...clients.flatMap(({ name }) => [
            `logformat ${name} client=${name} method=%rm host=%>rd port=%>rP status=%>Hs result=%Ss address=%<a bytes=%<st`,
            `access_log syslog:daemon.info logformat=${name} of_${name}`,
        ]),
        ...behaviour,
        "",
    ].join("\n");
}

function accessLists({ deniedDomains }: ProxySettings): string[] {
    return [
        "acl CONNECT method CONNECT",
        "acl web_ports port 80 443",
        "acl tls_ports port 443",
        ...hashComment("A name with a last label that begins with a letter: no address, in whatever spelling, is one."),
        "acl named dstdom_regex -i -n \\.[a-z][a-z0-9-]*\\.?$",
        ...hashComment("Looked up, and matched by any of a name's addresses: RFC 6890, and what belongs to clouds."),
        ...closedRanges.flatMap(withoutMapped).map((range) => `acl closed dst ${range}`),
        ...(deniedDomains.length === 0 ? [] : [`acl denied dstdomain -n ${withAllBelow(deniedDomains)}`]),
    ];
}

/**
 * squid takes an IPv4 address for its IPv6 form, `::ffff:192.0.2.1`: a range that holds those would close all of IPv4.
 * What is left out here is closed by the firewall.
 */
function withoutMapped(range: string): readonly string[] {
    return range === "::/3" ? ["::/96", "64::/16", "100::/8", "200::/7", "400::/6", "800::/5", "1000::/4"] : [range];
}

function clientLists({ name, allowedDomains, deniedDomains }: ProxyClient): string[] {
    const domains = (kind: string, list: readonly string[]) =>
        list.length === 0 ? [] : [`acl ${kind}_${name} dstdomain -n ${withAllBelow(list)}`];
    return [
        `acl of_${name} myportname ${name}`,
        ...domains("allowed", allowedDomains),
        ...domains("denied", deniedDomains),
    ];
}

/** A leading dot: the domain and everything below it. One that is below another is left out: squid wants that. */
function withAllBelow(domains: readonly string[]): string {
    const widest = domains.filter((one) => !domains.some((other) => one.endsWith(`.${other}`)));
    return [...new Set(widest)].map((domain) => `.${domain}`).join(" ");
}

function generalRules({ deniedDomains }: ProxySettings): string[] {
    return [
        "http_access deny !web_ports",
        "http_access deny CONNECT !tls_ports",
        "http_access deny !named",
        ...(deniedDomains.length === 0 ? [] : ["http_access deny denied"]),
    ];
}

/** What a client may not ask for is refused before its name is looked up: a name can carry data out. */
function clientRules({ name, allowedDomains, deniedDomains }: ProxyClient): string[] {
    return [
        ...(deniedDomains.length === 0 ? [] : [`http_access deny of_${name} denied_${name}`]),
        ...(allowedDomains.length === 0 ? [] : [`http_access deny of_${name} !allowed_${name}`]),
        `http_access deny of_${name} closed`,
        `http_access allow of_${name}`,
    ];
}

const behaviour = [
    ...hashComment("What it looked up to decide is what it connects to: an answer is kept, whatever its time to live."),
    "negative_dns_ttl 30 seconds",
    "hosts_file none",
    ...hashComment("It keeps nothing, and says nothing of the client or of itself."),
    "cache deny all",
    "cache_mem 8 MB",
    "memory_pools off",
    "forwarded_for delete",
    "via off",
    "httpd_suppress_version_string on",
    "request_header_access X-Forwarded-For deny all",
    "request_header_access Proxy-Authorization deny all",
    "visible_hostname proxy.invalid",
    "cache_log /dev/null",
    "pid_filename none",
    "pinger_enable off",
    "icp_port 0",
    "snmp_port 0",
    "cachemgr_passwd disable all",
    "netdb_filename none",
    "coredump_dir none",
    "shutdown_lifetime 1 second",
    "connect_timeout 15 seconds",
    "request_timeout 30 seconds",
    "max_filedescriptors 4096",
];
