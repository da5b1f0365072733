import { getZoneOutput, Record } from "@pulumi/aws/route53";
import { caaText, fullName, textParts } from "./provider";
import type { DnsProvider, DnsRecord } from "./provider";

/** Record sets of a public hosted zone at Route 53, which is found by its name. */
export const route53: DnsProvider = (name, place, record, options) => {
    const { zoneId } = getZoneOutput({ name: place.zone, privateZone: false }, options);
    const inputs = {
        zoneId,
        name: fullName(place),
        type: record.type,
        ttl: place.ttlSeconds,
        records: valuesOf(record),
    };
    return [new Record(name, inputs, options)];
};

function valuesOf(record: DnsRecord) {
    switch (record.type) {
        case "CAA":
            return record.properties.map(caaText);
        case "MX":
            return [`${record.preference} ${record.host}`];
        case "TXT":
            // The provider puts the outer quotes.
            return [textParts(record.text).join('""')];
        default:
            return [record.address];
    }
}
