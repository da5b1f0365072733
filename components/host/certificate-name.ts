/** True when a name of a certificate stands for a host name. A wildcard stands for one label: RFC 9525 section 6.3. */
export function certificateCovers(pattern: string, hostName: string): boolean {
    if (!pattern.startsWith("*.")) return pattern === hostName;
    return hostName.slice(hostName.indexOf(".") + 1) === pattern.slice(2);
}
