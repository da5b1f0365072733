import { BlockList, isIP } from "node:net";
import { z } from "zod";

/**
 * Of a comparison of settings: it is made although one of them is wrong already, so that all that is missing is named at
 * once. What it reads may be missing or of another type.
 */
export const evenIfIncomplete = {
    when: ({ value }: { readonly value: unknown }) => typeof value === "object" && value !== null,
};

/** TCP or UDP port, 1 to 65535. */
export const portNumber = () =>
    z
        .int({ error: "must be a whole number from 1 to 65535" })
        .min(1, "must be a whole number from 1 to 65535")
        .max(65535, "must be a whole number from 1 to 65535");

/** Text that goes into a line of a configuration file: no line break and no other control character. */
export const singleLine = (maxLength = 200) =>
    z
        .string()
        .max(maxLength, `must be at most ${maxLength} characters`)
        // eslint-disable-next-line no-control-regex -- control characters are exactly what this refuses
        .regex(/^[^\u0000-\u001f\u007f]*$/, "must be one line without control characters");

/** Host name without a domain: RFC 1123, 1 to 63 of a-z, 0-9 and hyphen, no hyphen at either end. */
export const hostLabel = () =>
    z
        .string()
        .regex(
            /^(?!-)[a-z0-9-]{1,63}(?<!-)$/,
            "must be 1 to 63 lower-case letters, digits and hyphens, no hyphen at either end",
        );

/** Domain name of at least two labels, in lower-case letters (punycode for others), without a dot at the end. */
export const domainName = () =>
    z
        .string()
        .max(253, "must be at most 253 characters")
        .regex(
            /^((?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
            "must be a domain name in lower-case letters, such as example.org",
        );

/** E-mail address as a mail program takes it on its command line: local part and domain, no display name. */
export const emailAddress = () =>
    z
        .string()
        .max(254, "must be at most 254 characters")
        .regex(
            /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@([A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}$/,
            "must be an e-mail address such as admin@example.org",
        );

/** Full name of a systemd unit that runs programs. */
export const serviceUnit = () =>
    z.string().regex(/^[A-Za-z0-9@:_.-]{1,100}\.service$/, "must be the full name of a unit, such as nginx.service");

/** Account or group name: what Debian's adduser accepts by default (NAME_REGEX), 1 to 32 characters. */
export const accountName = () =>
    z
        .string()
        .regex(
            /^[a-z][a-z0-9-]{0,31}$/,
            "must be 1 to 32 lower-case letters, digits and hyphens, starting with a letter",
        );

/** IPv4 or IPv6 address range in CIDR notation, for example `203.0.113.0/24` or `2001:db8::/32`. */
export const cidr = () => z.string().refine(isCidr, "must be an address range such as 203.0.113.0/24 or 2001:db8::/32");

function isCidr(text: string): boolean {
    const [address = "", prefix = "", ...rest] = text.split("/");
    const family = isIP(address);
    if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
    return Number(prefix) <= (family === 4 ? 32 : 128);
}

/** True for an IPv6 address or range. */
export function isIpv6(addressOrRange: string): boolean {
    return addressOrRange.includes(":");
}

/** True when two ranges have an address in common: one of them then covers the other. */
export function rangesOverlap(a: string, b: string): boolean {
    const prefixOf = (range: string) => Number(range.split("/")[1]);
    const [wide, narrow] = prefixOf(a) <= prefixOf(b) ? [a, b] : [b, a];
    const family = isIpv6(wide) ? "ipv6" : "ipv4";
    if (isIpv6(wide) !== isIpv6(narrow)) return false;
    const block = new BlockList();
    block.addSubnet(addressOf(wide), prefixOf(wide), family);
    return block.check(addressOf(narrow), family);
}

function addressOf(range: string): string {
    return range.split("/")[0] ?? "";
}

/** Absolute path of printable ASCII without `..`, `//` or a shell's special characters. */
export const absolutePath = () =>
    z
        .string()
        .regex(/^(\/[A-Za-z0-9@_+:,.-]+)+$/, "must be an absolute path of letters, digits and @_+:,.-")
        .refine(
            (path) => !path.split("/").some((part) => part === ".." || part === "."),
            "must not contain . or .. parts",
        );
