import { getZoneOutput, Record } from "@pulumi/aws/route53";
import { caaText, fullName } from "./provider";
import type { DnsProvider } from "./provider";

/** Record sets of a public hosted zone at Route 53, which is found by its name. */
export const route53: DnsProvider = (name, place, record, options) => {
    const { zoneId } = getZoneOutput({ name: place.zone, privateZone: false }, options);
    const records = record.type === "CAA" ? record.properties.map(caaText) : [record.address];
    const inputs = { zoneId, name: fullName(place), type: record.type, ttl: place.ttlSeconds, records };
    return [new Record(name, inputs, options)];
};
