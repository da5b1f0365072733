import { file, host, inHost } from "./case";
import type { Case } from "./case";

export function unknownKeys(): Case[] {
    const unknown = (keys: string, accepted: string, remedy: string): Case =>
        inHost(`the unknown setting ${keys}`, keys, 1, { given: "is not a known setting", accepted, remedy });
    return [
        unknown("hots", "known here are cloud, dns, login, host", "Did you mean host?"),
        unknown("login.usr", "known here are user, authorizedKeys", "Did you mean user?"),
        unknown("cloud.local.memoryMB", "known here are memoryMib, cpus", "Did you mean memoryMib?"),
        unknown("host.shh", "ssh", "Did you mean ssh?"),
        unknown("host.ssh.prot", "known here are port", "Did you mean port?"),
        unknown("host.ssh.rateLimit.burst", "known here are connections, perSeconds", `Remove it from ${file}`),
        unknown("host.ssh.passwordAuthentication", "known here are port", `Remove it from ${file}`),
    ];
}

export function clouds(): Case[] {
    const exactlyOne = "must name exactly one cloud";
    const keepOne = `Keep one of aws, digitalocean, existing, hetzner, local in ${file}`;
    const segment = { tap: "tap0", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
    return [
        inHost("no cloud", "cloud", {}, { given: "no cloud", accepted: exactlyOne, remedy: keepOne }),
        inHost(
            "two clouds",
            "cloud",
            { local: {}, aws: {} },
            {
                given: "local and aws",
                accepted: exactlyOne,
                remedy: keepOne,
            },
        ),
        inHost(
            "an unknown cloud",
            "cloud",
            { locl: {} },
            {
                path: `${host}.cloud.locl`,
                given: "is not a known setting",
                accepted: "known here are aws, digitalocean, existing, hetzner, local",
                remedy: "Did you mean local?",
            },
        ),
        inHost("no word of a cloud", "cloud", undefined, {
            given: "is missing",
            accepted: "must be a map of settings",
            remedy: `Add it to ${file}`,
        }),
        inHost("a cloud that is text", "cloud", "local", { accepted: "must be a map of settings" }),
        inHost("too little memory", "cloud.local.memoryMib", 64, { accepted: "from 512 to 65536" }),
        inHost("half a processor", "cloud.local.cpus", 0.5, { accepted: "must be a whole number from 1 to 64" }),
        inHost("a disk size with its unit", "cloud.local.diskGib", "8G", { accepted: "from 4 to 1024" }),
        inHost(
            "a segment address without its prefix",
            "cloud.local.segment",
            { ...segment, ipv4Cidr: "192.0.2.10" },
            {
                path: `${host}.cloud.local.segment.ipv4Cidr`,
                given: '"192.0.2.10"',
                accepted: "must be an IPv4 address with its prefix length",
            },
        ),
        inHost(
            "a tap name with a slash",
            "cloud.local.segment",
            { ...segment, tap: "../tap0" },
            {
                path: `${host}.cloud.local.segment.tap`,
                given: '"../tap0"',
                accepted: "must be the name of a network interface",
            },
        ),
        inHost("a distribution that the cloud cannot boot", "host.distribution", "ubuntu-24.04", {
            accepted: `must be one that ${host}.cloud.local boots: debian-13, debian-12`,
        }),
    ];
}
