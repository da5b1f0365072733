import type { SysctlValue } from "../../formats/sysctl";

/**
 * For each interface there is and for those to come. `all` alone is not enough: the kernel joins it with the
 * interface's own value by "or" for accept_redirects on a host that does not forward, for send_redirects and
 * for log_martians (ip-sysctl in the kernel's documentation).
 */
function everyInterface(family: "ipv4" | "ipv6", name: string, value: number, why: string): SysctlValue[] {
    return ["all", "default", "*"].map((which, index) => ({
        key: `net.${family}.conf.${which}.${name}`,
        value,
        ...(index === 0 ? { why } : {}),
    }));
}

/**
 * Deliberately left alone:
 * - `ip_forward`: container engines switch it on at run time, and the firewall's forward chain is what decides;
 * - IPv6 `accept_ra`: clouds announce the default route by router advertisements;
 * - `drop_gratuitous_arp` (ANSSI R12): a gateway that fails over announces itself that way;
 * - `arp_ignore`, `arp_filter` (ANSSI R12): a cloud's gateway lies outside of a /32 address and would get no answer;
 * - `tcp_timestamps`: without them fast connections wrap their sequence numbers, and offsets are random since 4.10.
 */
export function networkSysctl(reversePath: "strict" | "loose"): SysctlValue[] {
    return [
        ...everyInterface("ipv4", "accept_redirects", 0, "Nobody else may change our routes: ANSSI R12, CIS 3.3.5."),
        ...everyInterface("ipv4", "secure_redirects", 0, "Not even a gateway: ANSSI R12, CIS 3.3.6."),
        ...everyInterface("ipv4", "send_redirects", 0, "We are no router: ANSSI R12, CIS 3.3.2."),
        ...everyInterface("ipv4", "accept_source_route", 0, "A sender does not choose the way: ANSSI R12, CIS 3.3.8."),
        ...everyInterface(
            "ipv4",
            "rp_filter",
            reversePath === "strict" ? 1 : 2,
            "A packet is accepted where the answer to it would leave (1), or where any answer could (2, for hosts with " +
                "asymmetric routes): RFC 3704, ANSSI R12, CIS 3.3.7.",
        ),
        ...everyInterface("ipv4", "log_martians", 1, "Impossible source addresses are logged: CIS 3.3.9."),
        ...everyInterface("ipv4", "accept_local", 0, "Nobody else comes with an address of ours: ANSSI R12."),
        ...everyInterface("ipv4", "shared_media", 0, "Networks beside ours are reached by their gateway: ANSSI R12."),
        ...everyInterface("ipv4", "route_localnet", 0, "127.0.0.0/8 never leaves nor enters: ANSSI R12."),
        ...everyInterface("ipv6", "accept_redirects", 0, "As for IPv4: ANSSI R13, CIS 3.3.5."),
        ...everyInterface("ipv6", "accept_source_route", 0, "As for IPv4: ANSSI R13, CIS 3.3.8."),
        { key: "net.ipv4.icmp_echo_ignore_broadcasts", value: 1, why: "No part in smurf attacks: CIS 3.3.4." },
        {
            key: "net.ipv4.icmp_ignore_bogus_error_responses",
            value: 1,
            why: "No log filled by bogus ICMP errors: ANSSI R12, CIS 3.3.3.",
        },
        {
            key: "net.ipv4.tcp_syncookies",
            value: 1,
            why: "New connections still come through a SYN flood: ANSSI R12, CIS 3.3.10.",
        },
        {
            key: "net.ipv4.tcp_rfc1337",
            value: 1,
            why: "A stray reset does not end a connection that is closing: RFC 1337, ANSSI R12.",
        },
    ];
}
