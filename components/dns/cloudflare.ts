import { DnsRecord, getZoneOutput } from "@pulumi/cloudflare";
import { fullName, quotedText } from "./provider";
import type { DnsProvider } from "./provider";

/** Records of a zone at Cloudflare, which is found by its name: one resource for each value. */
export const cloudflare: DnsProvider = (name, place, record, options) => {
    const { zoneId } = getZoneOutput({ filter: { name: place.zone } }, options);
    const inputs = { zoneId, name: fullName(place), type: record.type, ttl: place.ttlSeconds };
    if (record.type === "MX") {
        return [new DnsRecord(name, { ...inputs, content: record.host, priority: record.preference }, options)];
    }
    if (record.type === "TXT") return [new DnsRecord(name, { ...inputs, content: quotedText(record.text) }, options)];
    if (record.type !== "CAA") {
        // Cloudflare's proxy speaks HTTP only: a name that stands for it leads to no SSH.
        return [new DnsRecord(name, { ...inputs, content: record.address, proxied: false }, options)];
    }
    return record.properties.map(
        ({ tag, value }, index) =>
            new DnsRecord(`${name}-${index + 1}`, { ...inputs, data: { flags: 0, tag, value } }, options),
    );
};
