import { isIP } from "node:net";

/** A port, or a range of ports such as `49152-65535`. */
export type Ports = number | string;

/**
 * Where a way out leads. `public`: every address that is neither private nor special. `anywhere`: every address.
 * `package-sources`: the mirrors and proxies that the host's own apt knows. Else host names, addresses and ranges; a name
 * never leads to a private address, an address that is given as such may be one.
 */
export type ReachTarget = "public" | "anywhere" | "package-sources" | readonly string[];

/** A way out that a part of the host needs, where the part `egress` closes all others. */
export interface Reach {
    /** What it is for, without quotes; stands as a comment in the firewall. */
    readonly purpose: string;
    /** Accounts whose processes may go there. An account that does not exist yet has no way out. */
    readonly accounts: readonly string[];
    readonly protocol: "tcp" | "udp";
    /** Empty: any port but 25, by which nothing but mail has a reason to leave. */
    readonly ports: readonly Ports[];
    readonly to: ReachTarget;
}

/** A program whose requests to the web go through the part `proxy`, and nowhere else. */
export interface ProxyClient {
    /** Name of its unit and of its account: lower-case letters, digits and hyphens. */
    readonly name: string;
    /** Domains, with all below them, that it may ask. Empty: every one that is public. */
    readonly allowedDomains: readonly string[];
    /** Domains, with all below them, that it may not. */
    readonly deniedDomains: readonly string[];
}

/** True for an address or a range, false for a host name. */
export function isAddressOrRange(text: string): boolean {
    return isIP(text.split("/")[0] ?? "") !== 0;
}

/** Host names that a download is known to be redirected to: what is asked for by one name comes from another. */
const redirections: Readonly<Record<string, readonly string[]>> = {
    "github.com": ["objects.githubusercontent.com", "release-assets.githubusercontent.com"],
    "pypi.org": ["files.pythonhosted.org"],
};

/** The ways out that downloads from these addresses take; none where there is no address. */
export function reachOfUrls(purpose: string, account: string, urls: readonly string[]): Reach[] {
    return urls.map((text) => {
        const url = new URL(text);
        const host = url.hostname.replace(/^\[|\]$/g, "");
        const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443);
        const to = [host, ...(redirections[host] ?? [])];
        return { purpose, accounts: [account], protocol: "tcp", ports: [port], to };
    });
}
