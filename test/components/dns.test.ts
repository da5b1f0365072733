import assert from "node:assert/strict";
import { dnsProviderIds, dnsPublisher } from "../../components/dns/index";
import type { DnsArgs } from "../../components/index";
import { givenIpv4, givenIpv6 } from "./cloud-answers";
import { machines, record, recordsOf } from "./dns-recording";

const full = {
    zone: "example.org",
    names: ["www", "@"],
    ttlSeconds: 300,
    certificateIssuers: ["letsencrypt.org"],
};

/** What each provider is asked for, for the name `www` of a machine with both addresses. */
const expected: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    cloudflare: {
        "www-a": place("A", { content: givenIpv4, proxied: false }),
        "www-aaaa": place("AAAA", { content: givenIpv6, proxied: false }),
        "www-caa-1": place("CAA", { data: { flags: 0, tag: "issue", value: "letsencrypt.org" } }),
        "www-caa-2": place("CAA", { data: { flags: 0, tag: "issuewild", value: ";" } }),
    },
    digitalocean: {
        "www-a": { domain: "example.org", name: "www", ttl: 300, type: "A", value: givenIpv4 },
        "www-aaaa": { domain: "example.org", name: "www", ttl: 300, type: "AAAA", value: givenIpv6 },
        "www-caa-1": caa("issue", "letsencrypt.org."),
        "www-caa-2": caa("issuewild", ";"),
    },
    hetzner: {
        "www-a": recordSet("A", givenIpv4),
        "www-aaaa": recordSet("AAAA", givenIpv6),
        "www-caa": recordSet("CAA", '0 issue "letsencrypt.org"', '0 issuewild ";"'),
    },
    route53: {
        "www-a": hosted("A", givenIpv4),
        "www-aaaa": hosted("AAAA", givenIpv6),
        "www-caa": hosted("CAA", '0 issue "letsencrypt.org"', '0 issuewild ";"'),
    },
};

function place(type: string, rest: object) {
    return { zoneId: "023e105f4ecef8ad9ca31a8372d0c353", name: "www.example.org", type, ttl: 300, ...rest };
}
function caa(tag: string, value: string) {
    return { domain: "example.org", name: "www", ttl: 300, type: "CAA", flags: 0, tag, value };
}
function recordSet(type: string, ...values: string[]) {
    const labels = { stack: "test", host: "web-1" };
    return { zone: "example.org", name: "www", type, ttl: 300, labels, records: values.map((value) => ({ value })) };
}
function hosted(type: string, ...records: string[]) {
    return { zoneId: "Z0123456789ABC", name: "www.example.org", type, ttl: 300, records };
}

describe("names in DNS", () => {
    for (const provider of dnsProviderIds) {
        it(`at ${provider}: each name has its addresses and its certificate authorities`, async () => {
            const recording = await record("hetzner", { provider, ...full });
            const records = recordsOf(recording);
            const ofWww = Object.entries(records).filter(([name]) => name.startsWith("www-"));
            assert.deepEqual(Object.fromEntries(ofWww), expected[provider]);
            const zoneItself = Object.keys(records).filter((name) => name.startsWith("zone-"));
            assert.deepEqual(zoneItself.sort(), ofWww.map(([name]) => name.replace("www-", "zone-")).sort());
            for (const { name, parent } of recording.resources.filter((one) => one.name.includes("-dns-"))) {
                assert.equal(parent, "hardened-host:index:HardenedHost web-1", name);
            }
        });
    }

    it("are the host's own, and let any authority issue, unless said otherwise", async () => {
        const records = recordsOf(await record("aws", { provider: "digitalocean", zone: "example.org" }));
        assert.deepEqual(Object.keys(records), ["web-1-a"]);
        assert.equal(records["web-1-a"]?.["name"], "web-1");
    });

    for (const cloudId of Object.keys(machines)) {
        it(`work with a machine on ${cloudId}, and with another provider than it`, async () => {
            const records = recordsOf(await record(cloudId, { provider: "cloudflare", zone: "example.org" }));
            assert.equal(records["web-1-a"]?.["name"], "web-1.example.org");
            assert.equal("web-1-aaaa" in records, ["digitalocean", "hetzner"].includes(cloudId));
        });
    }

    it("are what the addresses answer to, at Hetzner and AWS, unless not wanted", async () => {
        const names = async (cloudId: string, dns: object) =>
            (await record(cloudId, { provider: "cloudflare", ...full, ...dns })).resources
                .filter(({ name }) => name.includes("-reverse"))
                .map(({ name, inputs }) => [name, inputs["dnsPtr"] ?? inputs["domainName"], inputs["ipAddress"]]);
        assert.deepEqual((await names("hetzner", {})).sort(), [
            ["web-1-reverse-ipv4", "www.example.org", givenIpv4],
            ["web-1-reverse-ipv6", "www.example.org", givenIpv6],
        ]);
        assert.deepEqual(await names("aws", {}), [["web-1-reverse", "www.example.org", undefined]]);
        assert.deepEqual(await names("digitalocean", {}), []);
        assert.deepEqual(await names("hetzner", { reverse: false }), []);
    });

    it("lead to the address before AWS is asked to let it answer to them", async () => {
        const { resources } = await record("aws", { provider: "route53", zone: "example.org" });
        const reverse = resources.find(({ name }) => name === "web-1-reverse");
        assert.ok(reverse?.dependsOn.includes("web-1-dns-web-1-a"));
    });

    it("may have wildcard certificates where that is wanted", async () => {
        const dns: DnsArgs = { provider: "hetzner", ...full, names: ["www"], wildcardCertificates: true };
        const records = recordsOf(await record("hetzner", dns));
        assert.deepEqual(records["www-caa"]?.["records"], [{ value: '0 issue "letsencrypt.org"' }]);
    });

    it("are refused where they are none", () => {
        const refused = (settings: object) =>
            dnsPublisher
                .safeParse({ provider: "hetzner", zone: "example.org", ...settings })
                .error?.issues.map(({ message }) => message);
        assert.deepEqual(refused({ zone: "example" }), [
            "must be a domain name in lower-case letters, such as example.org",
        ]);
        assert.deepEqual(refused({ names: ["www.example.org."] }), [
            "must be a name below the zone, without it, or @ for the zone itself",
        ]);
        assert.deepEqual(refused({ certificateIssuers: ['x"; issue "evil'] }), [
            "must be the domain of a certificate authority, such as letsencrypt.org",
        ]);
        assert.equal(refused({ certificateIssuers: ["letsencrypt.org; validationmethods=dns-01"] }), undefined);
        const account = "letsencrypt.org; validationmethods=dns-01; accounturi=https://acme.example.net/acme/acct/7";
        assert.equal(refused({ certificateIssuers: [account] }), undefined);
    });
});
