import assert from "node:assert/strict";
import { dnsProviderIds } from "../../components/dns/index";
import { record, recordsOf } from "./dns-recording";

const publicKey = "M".repeat(392);
/** Mail of two domains, one of which is of another zone. */
const host = {
    tls: { domain: "example.org", issuer: "internal" as const },
    apps: {
        mail: {
            hostName: "mail.example.org",
            domains: { "example.org": { dkimKeys: { hh20261127: publicKey } }, "example.net": {} },
            postmaster: "owner@example.org",
        },
    },
};

const at = (name: string, type: string, rest: object) => ({ name, type, ttl: 300, ...rest });
const cloudflare = (name: string, type: string, rest: object) =>
    at(name, type, { zoneId: "023e105f4ecef8ad9ca31a8372d0c353", ...rest });
const digitalocean = (name: string, type: string, rest: object) => at(name, type, { domain: "example.org", ...rest });
const hetzner = (name: string, type: string, value: string) =>
    at(name, type, { zone: "example.org", labels: { stack: "test", host: "web-1" }, records: [{ value }] });
const route53 = (name: string, type: string, value: string) =>
    at(name, type, { zoneId: "Z0123456789ABC", records: [value] });
const policy = "v=spf1 mx -all";
const keyText = `v=DKIM1; k=rsa; p=${publicKey}`;
const [keyStart, keyEnd] = [keyText.slice(0, 255), keyText.slice(255)];
const selector = "hh20261127._domainkey";

/** The records of the zone itself, and that of a signing key, which does not fit into one text. */
const mailAt: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    cloudflare: {
        exchange: cloudflare("example.org", "MX", { content: "mail.example.org", priority: 10 }),
        sender: cloudflare("example.org", "TXT", { content: `"${policy}"` }),
        key: cloudflare(`${selector}.example.org`, "TXT", { content: `"${keyStart}" "${keyEnd}"` }),
    },
    digitalocean: {
        exchange: digitalocean("@", "MX", { value: "mail.example.org.", priority: 10 }),
        sender: digitalocean("@", "TXT", { value: policy }),
        key: digitalocean(selector, "TXT", { value: keyText }),
    },
    hetzner: {
        exchange: hetzner("@", "MX", "10 mail.example.org."),
        sender: hetzner("@", "TXT", `"${policy}"`),
        key: hetzner(selector, "TXT", `"${keyStart}" "${keyEnd}"`),
    },
    route53: {
        exchange: route53("example.org", "MX", "10 mail.example.org"),
        sender: route53("example.org", "TXT", policy),
        key: route53(`${selector}.example.org`, "TXT", `${keyStart}""${keyEnd}`),
    },
};

describe("what mail wants in DNS", () => {
    for (const provider of dnsProviderIds) {
        it(`at ${provider}: what mail wants is there, where it is of the zone`, async () => {
            const records = recordsOf(
                await record("hetzner", { provider, zone: "example.org", ttlSeconds: 300 }, host),
            );
            const own = Object.entries(records).filter(([name]) => /-(mx|txt)$/.test(name));
            assert.deepEqual(own.map(([name]) => name).sort(), [
                "_dmarc-txt",
                "_smtp-_tls-txt",
                "hh20261127-_domainkey-txt",
                "mail-txt",
                "zone-mx",
                "zone-txt",
            ]);
            const { "zone-mx": exchange, "zone-txt": sender, "hh20261127-_domainkey-txt": key } = records;
            assert.deepEqual({ exchange, sender, key }, mailAt[provider]);
        });
    }

    it("are without what mail wants, where that is not wanted", async () => {
        const records = recordsOf(
            await record("aws", { provider: "hetzner", zone: "example.org", records: false }, host),
        );
        assert.deepEqual(Object.keys(records), ["web-1-a"]);
    });
});
