import { ZoneRrset } from "@pulumi/hcloud";
import { caaText } from "./provider";
import type { DnsProvider } from "./provider";

/** Record sets of a zone at Hetzner, in the project that the token belongs to. */
export const hetzner: DnsProvider = (name, { zone, label, ttlSeconds: ttl, tags }, record, options) => {
    const values = record.type === "CAA" ? record.properties.map(caaText) : [record.address];
    const records = values.map((value) => ({ value }));
    return [new ZoneRrset(name, { zone, name: label, type: record.type, ttl, records, labels: { ...tags } }, options)];
};
