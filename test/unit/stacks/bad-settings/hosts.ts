import { file, host, inHost } from "./case";
import type { Case } from "./case";

const wholePort = "must be a whole number from 1 to 65535";
const hostName = "must be 1 to 63 lower-case letters, digits and hyphens";
const oneLine = "must be one line without control characters";

const range = { port: 8000, portEnd: 8100, purpose: "range" };
const overlapping = [range, { port: 8080, purpose: "web" }];

const site = { hostNames: ["chat.example.org"], upstream: { loopbackPort: 4000 } };

export function hosts(): Case[] {
    const named = (what: string, name: string): Case => ({
        what,
        at: [name],
        value: {},
        path: `hosts[${JSON.stringify(name)}]`,
        given: JSON.stringify(name),
        accepted: hostName,
        remedy: `Rename it in ${file}`,
    });
    return [
        named("a host name with a shell's characters", "chat;reboot"),
        named("a host name with a line break", "chat\n1"),
        named("a host name that leads out of a folder", "../chat"),
        named("a host name with a domain", "chat.example.org"),
        { ...named("a host name in capitals", "CHAT"), path: "hosts.CHAT" },
        { ...named("a host name that ends in a hyphen", "chat-"), path: "hosts.chat-" },
        named("an empty host name", ""),
        { ...named("a host name of 64 letters", "c".repeat(64)), path: `hosts.${"c".repeat(64)}` },
        inHost("an unknown distribution", "host.distribution", "debian-11", { accepted: "must be one of debian-1" }),
        ...certificates(),
        inHost("port 0", "host.ssh.port", 0, { accepted: wholePort }),
        inHost("port 65536", "host.ssh.port", 65536, { accepted: wholePort }),
        inHost("port -1", "host.ssh.port", -1, { accepted: wholePort }),
        inHost("half a port", "host.ssh.port", 22.5, { accepted: wholePort }),
        inHost("a port by its name", "host.ssh.port", "ssh", { accepted: wholePort }),
        inHost("a port in quotes", "host.ssh.port", "4222", { accepted: wholePort }),
        inHost("a port that is a list", "host.ssh.port", [22, 4222], { accepted: wholePort }),
        inHost("no port", "host.ssh.port", null, { accepted: wholePort }),
        ...["10.0.0.0/33", "10.0.0.0", "2001:db8::/129", "everywhere", "10.0.0.0/8; accept"].map((range) =>
            inHost(`the address range ${range}`, "host.ssh.sources", ["192.0.2.0/24", range], {
                path: `${host}.host.ssh.sources[1]`,
                given: JSON.stringify(range),
                accepted: "must be an address range such as 203.0.113.0/24 or 2001:db8::/32",
            }),
        ),
        inHost(
            "an opening on the port of SSH",
            "host.firewall",
            { openings: [{ port: 4222, purpose: "web" }] },
            {
                path: `${host}.host.firewall.openings[0].port`,
                given: "4222",
                accepted: "must not overlap",
            },
        ),
        inHost(
            "an opening that others overlap",
            "host.firewall",
            { openings: overlapping },
            {
                path: `${host}.host.firewall.openings[1].port`,
                given: "8080",
                accepted: "must not overlap",
            },
        ),
        inHost(
            "a purpose of two lines",
            "host.firewall",
            { openings: [{ port: 443, purpose: "web\naccept" }] },
            {
                path: `${host}.host.firewall.openings[0].purpose`,
                given: String.raw`"web\naccept"`,
                accepted: oneLine,
            },
        ),
        inHost(
            "a range that ends before it begins",
            "host.firewall",
            { openings: [{ ...range, portEnd: 1 }] },
            {
                path: `${host}.host.firewall.openings[0].portEnd`,
                given: "1",
                accepted: "must not be below port",
            },
        ),
        inHost("one address range in the place of a list", "host.ssh.sources", "192.0.2.0/24", {
            accepted: "must be a list",
        }),
        inHost("a kind of forwarding that there is not", "host.ssh.allowedForwarding", ["x11"], {
            path: `${host}.host.ssh.allowedForwarding[0]`,
            given: '"x11"',
            accepted: "must be one of agent, local-tcp",
        }),
        inHost(
            "a site whose program is on another host",
            "host.edge",
            { sites: { chat: { ...site, upstream: "10.0.0.5:8080" } } },
            {
                path: `${host}.host.edge.sites.chat.upstream`,
                given: '"10.0.0.5:8080"',
                accepted: "must be {loopbackPort: <port>} or {unixSocket: <path>}, a program on this host",
            },
        ),
        inHost(
            "a host name that two sites have",
            "host.edge",
            { sites: { chat: site, other: site } },
            {
                path: `${host}.host.edge.sites.other.hostNames[0]`,
                given: '"chat.example.org"',
                accepted: "must not be a host name of the site chat as well",
            },
        ),
        inHost("a hardening that is switched by a word", "host.ssh", "off", { accepted: "must be a map of settings" }),
    ];
}

function certificates(): Case[] {
    const dns = { provider: "hetzner", zone: "example.org" };
    const tls = { domain: "example.org", email: "owner@example.org", dns };
    const wrong = (what: string, change: object, setting: string, expected: Partial<Case> & Pick<Case, "accepted">) =>
        inHost(what, "host.tls", { ...tls, ...change }, { path: `${host}.host.tls.${setting}`, ...expected });
    return [
        wrong("an unknown DNS provider", { dns: { provider: "geocities" } }, "dns.provider", {
            given: "geocities",
            accepted: "must be one of rfc2136, cloudflare, digitalocean, hetzner, route53",
        }),
        wrong("a misspelt setting of a DNS provider", { dns: { ...dns, zonne: "example.org" } }, "dns.zonne", {
            given: "is not a known setting",
            accepted: "known here are provider",
            remedy: "Did you mean zone?",
        }),
        wrong("a certificate for a public suffix", { domain: "co.uk" }, "domain", {
            given: '"co.uk"',
            accepted: "must be a domain of its owner's",
        }),
        wrong("Let's Encrypt without an e-mail address", { email: undefined }, "email", {
            given: "is missing",
            accepted: "must be an e-mail address",
            remedy: `Add it to ${file}`,
        }),
        inHost("notices to nobody", "host.notify", {}, { given: "{}", accepted: "must name at least one way" }),
    ];
}
