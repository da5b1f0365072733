import { DnsRecord } from "@pulumi/digitalocean";
import type { CaaProperty, DnsProvider } from "./provider";

/** Records of a domain at DigitalOcean: one resource for each value. */
export const digitalocean: DnsProvider = (name, { zone: domain, label, ttlSeconds: ttl }, record, options) => {
    const place = { domain, name: label, ttl };
    if (record.type === "MX") {
        const inputs = { ...place, type: "MX", value: `${record.host}.`, priority: record.preference };
        return [new DnsRecord(name, inputs, options)];
    }
    if (record.type === "TXT") return [new DnsRecord(name, { ...place, type: "TXT", value: record.text }, options)];
    if (record.type !== "CAA") {
        return [new DnsRecord(name, { ...place, type: record.type, value: record.address }, options)];
    }
    return record.properties.map(({ tag, value }, index) => {
        const inputs = { ...place, type: "CAA", flags: 0, tag, value: absolute(value) };
        return new DnsRecord(`${name}-${index + 1}`, inputs, options);
    });
};

/** DigitalOcean takes the name of a certificate authority for one below the zone, unless it ends in a dot. */
function absolute(value: CaaProperty["value"]): string {
    return /^[a-z0-9.-]+$/.test(value) ? `${value}.` : value;
}
