import { BlockList } from "node:net";
import { isIpv6 } from "../../values";

/**
 * Never asked on a user's behalf, and named though Smokescreen refuses by itself what is not global unicast: it is the
 * one thing between a link in a message and the services of this host. RFC 6890; clouds keep their metadata in
 * 169.254.0.0/16, 100.64.0.0/10 and fc00::/7.
 */
export const deniedRanges = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/127",
    // An IPv4 address in one of IPv6: a way around the ranges above. Not ::ffff:0:0/96: Go, in which Smokescreen is
    // written, takes an address of that form for the IPv4 address that it holds, and that range for all of IPv4.
    "64:ff9b::/96",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
] as const;

/** What no setting opens: this host itself, and the addresses at which clouds give out credentials. */
const forbidden = [
    "0.0.0.0/8",
    "100.100.100.200/32",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "::/127",
    "::ffff:0:0/96",
    "fd00:ec2::/32",
    "fe80::/10",
] as const;

/** True when a range, which must be one, is of IPv4 addresses in disguise: Go takes it for one of IPv4. */
export function isMapped(range: string): boolean {
    return holdsStartOf("::ffff:0:0/96", range);
}

/** True when a range, which must be one, holds an address that must stay denied, or lies among such. */
export function overlapsForbidden(range: string): boolean {
    return forbidden.some((other) => holdsStartOf(range, other) || holdsStartOf(other, range));
}

/** Two ranges overlap when, and only when, one holds the first address of the other. */
function holdsStartOf(range: string, other: string): boolean {
    if (isIpv6(range) !== isIpv6(other)) return false;
    const [network = "", prefix = ""] = range.split("/");
    const [address = ""] = other.split("/");
    const family = isIpv6(range) ? "ipv6" : "ipv4";
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(address, family);
}
