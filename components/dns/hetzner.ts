import { ZoneRrset } from "@pulumi/hcloud";
import { caaText, quotedText } from "./provider";
import type { DnsProvider, DnsRecord } from "./provider";

/** Record sets of a zone at Hetzner, in the project that the token belongs to. */
export const hetzner: DnsProvider = (name, { zone, label, ttlSeconds: ttl, tags }, record, options) => {
    const records = valuesOf(record).map((value) => ({ value }));
    return [new ZoneRrset(name, { zone, name: label, type: record.type, ttl, records, labels: { ...tags } }, options)];
};

function valuesOf(record: DnsRecord) {
    switch (record.type) {
        case "CAA":
            return record.properties.map(caaText);
        case "MX":
            return [`${record.preference} ${record.host}.`];
        case "TXT":
            return [quotedText(record.text)];
        default:
            return [record.address];
    }
}
