import { file, host, inHost } from "./case";
import type { Case } from "./case";

export function remoteClouds(): Case[] {
    const droplet = { region: "fra1", size: "s-1vcpu-2gb" };
    const instance = { region: "eu-central-1", instanceType: "t4g.small" };
    const server = { address: "203.0.113.7" };
    const cloud = (what: string, id: string, settings: object, key: string, expected: Partial<Case>): Case =>
        inHost(
            what,
            "cloud",
            { [id]: settings },
            { path: `${host}.cloud.${id}.${key}`, accepted: "must", ...expected },
        );
    return [
        cloud("a cloud without its region", "digitalocean", { size: "s-1vcpu-2gb" }, "region", {
            given: "is missing",
            remedy: `Add it to ${file}`,
        }),
        cloud("a setting of another cloud", "digitalocean", { ...droplet, serverType: "cx23" }, "serverType", {
            given: "is not a known setting",
            accepted: "known here are region, size",
            remedy: `Remove it from ${file}`,
        }),
        cloud("a project by its name", "digitalocean", { ...droplet, project: "chat" }, "project", {
            given: "chat",
            accepted: "must be the id of a project",
        }),
        cloud("a subnet of another kind", "aws", { ...instance, subnetId: "vpc-0123abcd" }, "subnetId", {
            given: "vpc-0123abcd",
            accepted: "must be the id of a subnet, such as subnet-0abc1234",
        }),
        cloud(
            "a wildcard of permissions",
            "aws",
            { ...instance, permissions: { everything: true } },
            "permissions.everything",
            {
                given: "is not a known setting",
                accepted: "known here are dns01, backups",
                remedy: `Remove it from ${file}`,
            },
        ),
        cloud(
            "a machine to be replaced and to be kept",
            "hetzner",
            { location: "fsn1", serverType: "cx23", replaceOnChange: true, protectMachine: true },
            "replaceOnChange",
            { given: "true", accepted: "must not be true while protectMachine is" },
        ),
        cloud("a server without its address", "existing", {}, "address", {
            given: "is missing",
            accepted: "must be a host name or an IP address",
            remedy: `Add it to ${file}`,
        }),
        cloud("a server's address with a port", "existing", { address: "web-1/22" }, "address", {
            given: "web-1/22",
            accepted: "must be a host name or an IP address",
        }),
        cloud("a host key of another type", "existing", { ...server, hostKey: "ssh-rsa AAAAB3Nz" }, "hostKey", {
            given: "ssh-rsa AAAAB3Nz",
            accepted: "must be an ed25519 public key",
        }),
        cloud("a fingerprint of another kind", "existing", { ...server, acceptHostKey: "MD5:00:11" }, "acceptHostKey", {
            given: "MD5:00:11",
            accepted: "must be a fingerprint as `ssh-keygen -l` prints it",
        }),
        cloud(
            "a host key and its fingerprint",
            "existing",
            {
                ...server,
                hostKey: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`,
                acceptHostKey: `SHA256:${"A".repeat(43)}`,
            },
            "acceptHostKey",
            { given: "is not accepted", accepted: "must not be set beside hostKey" },
        ),
        cloud(
            "a small data volume",
            "hetzner",
            { location: "fsn1", serverType: "cx23", dataVolume: { sizeGib: 1 } },
            "dataVolume.sizeGib",
            {
                given: "1",
                accepted: "from 10 to 10240",
            },
        ),
    ];
}

export function names(): Case[] {
    const zone = { provider: "hetzner", zone: "example.org" };
    const dns = (what: string, settings: object, key: string, expected: Partial<Case> & { accepted: string }): Case =>
        inHost(what, "dns", settings, { path: `${host}.dns.${key}`, ...expected });
    return [
        dns("an unknown provider of names", { ...zone, provider: "azure" }, "provider", {
            given: "azure",
            accepted: "must be one of cloudflare, digitalocean, hetzner, route53",
        }),
        dns("names without a zone", { provider: "hetzner" }, "zone", {
            given: "is missing",
            accepted: "must be a domain name",
            remedy: `Add it to ${file}`,
        }),
        dns("a name with its zone", { ...zone, names: ["www.example.org."] }, "names[0]", {
            given: "www.example.org.",
            accepted: "must be a name below the zone",
        }),
        dns("no name at all", { ...zone, names: [] }, "names", {
            given: "[]",
            accepted: "must hold at least one name",
        }),
    ];
}
