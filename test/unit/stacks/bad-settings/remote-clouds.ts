import { file, host, inHost } from "./case";
import type { Case } from "./case";

export function remoteClouds(): Case[] {
    const droplet = { region: "fra1", size: "s-1vcpu-2gb" };
    const instance = { region: "eu-central-1", instanceType: "t4g.small" };
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
