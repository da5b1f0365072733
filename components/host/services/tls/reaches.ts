import { reachOfUrls } from "../../reach";
import type { Reach } from "../../reach";
import { directoryOf } from "./acme-client";
import type { DnsSettings } from "./dns-settings";
import { renewalAccount } from "./paths";
import type { TlsSettings } from "./settings";

/** Where the renewal asks the issuer, writes the record that proves the domain, and sees whether it is shown. */
export function renewalReaches(settings: TlsSettings): Reach[] {
    const { issuer, dns } = settings;
    if (issuer === "internal" || dns === undefined) return [];
    const reach = (protocol: Reach["protocol"], port: number, to: Reach["to"]): Reach => ({
        purpose: "record that proves the domain",
        accounts: [renewalAccount],
        protocol,
        ports: [port],
        to,
    });
    const update = providerServers(dns);
    return [
        ...reachOfUrls("issuer of certificates", renewalAccount, [directoryOf(settings)]),
        reach("tcp", update.port, update.to),
        // Each server of the zone is asked for the record.
        reach("udp", 53, "public"),
        reach("tcp", 53, "public"),
    ];
}

/** API servers, as dns-providers.ts asks them. */
const apiServers: Readonly<Record<Exclude<DnsSettings["provider"], "rfc2136">, string>> = {
    cloudflare: "api.cloudflare.com",
    digitalocean: "api.digitalocean.com",
    hetzner: "api.hetzner.cloud",
    route53: "route53.amazonaws.com",
};

function providerServers(dns: DnsSettings): { readonly port: number; readonly to: readonly string[] } {
    return dns.provider === "rfc2136"
        ? { port: dns.port, to: [dns.server] }
        : { port: 443, to: [apiServers[dns.provider]] };
}
