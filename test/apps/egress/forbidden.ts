/** A request that no program of a host may get answered, as it stands in the request line. */
export interface Forbidden {
    readonly what: string;
    readonly url: string;
}

const plain = (what: string, host: string): Forbidden => ({ what, url: `http://${host}/` });

/** The metadata address, in every spelling that inet_aton(3) and RFC 4291 know. */
const spellings = [
    plain("metadata, dotted", "169.254.169.254"),
    plain("metadata, decimal", "2852039166"),
    plain("metadata, hexadecimal", "0xa9fea9fe"),
    plain("metadata, octal", "025177524776"),
    plain("metadata, dotted hexadecimal", "0xa9.0xfe.0xa9.0xfe"),
    plain("metadata, dotted octal", "0251.0376.0251.0376"),
    plain("metadata, two parts", "169.16689662"),
    plain("metadata, mapped into IPv6", "[::ffff:169.254.169.254]"),
    plain("metadata, mapped into IPv6, in hexadecimal", "[::ffff:a9fe:a9fe]"),
    plain("metadata, by NAT64", "[64:ff9b::a9fe:a9fe]"),
    plain("metadata of AWS over IPv6", "[fd00:ec2::254]"),
    plain("metadata of Alibaba", "100.100.100.200"),
    plain("metadata of Oracle", "192.0.0.192"),
    plain("Azure's own address", "168.63.129.16"),
];

const ranges = [
    plain("10.0.0.0/8", "10.66.0.1"),
    plain("172.16.0.0/12", "172.16.66.1"),
    plain("192.168.0.0/16", "192.168.66.1"),
    plain("100.64.0.0/10", "100.64.66.1"),
    plain("a unique local address", "[fd66::1]"),
];

const loopback = [
    plain("loopback", "127.0.0.1"),
    plain("loopback, short", "127.1"),
    plain("loopback, decimal", "2130706433"),
    plain("any address, which is this host", "0.0.0.0"),
    plain("loopback over IPv6", "[::1]"),
    plain("loopback, mapped into IPv6", "[::ffff:127.0.0.1]"),
    plain("loopback by name", "localhost"),
    plain("a name for loopback", "loopback.example.net"),
    plain("a name for ::1", "six-loopback.example.net"),
];

const names = [
    plain("a name for a private address", "private.example.net"),
    plain("a name for metadata", "metadata.example.net"),
    plain("a name for a private address in IPv6", "six-private.example.net"),
    plain("a name for metadata in IPv6", "six-metadata.example.net"),
    plain("a name for a mapped address", "mapped.example.net"),
    plain("a name for a NAT64 address", "nat64.example.net"),
    plain("an alias of a name for a private address", "alias.example.net"),
];

/** Reach something on a host without the part `egress`, by a program of it that has a network. */
export const forbiddenOutside: readonly Forbidden[] = [...spellings, ...ranges, ...names];

/** Programs of this very host. */
export const forbiddenInside: readonly Forbidden[] = loopback;
