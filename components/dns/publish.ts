import { fullName } from "./provider";
import type { CaaProperty, DnsProvider, DnsPublisher, DnsRecord, DnsTarget } from "./provider";
import type { DnsSettings } from "./settings";

/** The records of a host: each name stands for its addresses, and says who may certify it. */
export function publisher(given: DnsSettings, provider: DnsProvider): DnsPublisher {
    return (name, target, options) => {
        const { zone, ttlSeconds, names = [name] } = given;
        const made = names.flatMap((label) => {
            const place = { zone, label, ttlSeconds, tags: target.tags };
            return recordsOf(given, target).flatMap((record) =>
                provider(`${name}-dns-${resourceLabel(label)}-${record.type.toLowerCase()}`, place, record, options),
            );
        });
        for (const record of given.records ? target.records : []) {
            const label = labelIn(zone, record.name);
            if (label === undefined) continue;
            const place = { zone, label, ttlSeconds, tags: target.tags };
            provider(`${name}-dns-${resourceLabel(label)}-${record.type.toLowerCase()}`, place, record, options);
        }
        const [first = name] = names;
        if (given.reverse) target.nameAddresses?.(fullName({ label: first, zone }), made);
    };
}

/** Part of a full name before the zone; none where it is of another zone. */
function labelIn(zone: string, name: string): string | undefined {
    if (name === zone) return "@";
    return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : undefined;
}

function recordsOf(given: DnsSettings, { address, ipv6 }: DnsTarget): DnsRecord[] {
    const properties = caaProperties(given);
    return [
        { type: "A", address },
        ...(ipv6 === undefined ? [] : [{ type: "AAAA", address: ipv6 } as const]),
        ...(properties.length === 0 ? [] : [{ type: "CAA", properties } as const]),
    ];
}

/** Without `issuewild`, what `issue` says holds for wildcards too. */
export function caaProperties({
    certificateIssuers,
    wildcardCertificates,
}: Pick<DnsSettings, "certificateIssuers" | "wildcardCertificates">): CaaProperty[] {
    const issue = certificateIssuers.map((value) => ({ tag: "issue", value }) as const);
    return issue.length === 0 || wildcardCertificates ? issue : [...issue, { tag: "issuewild", value: ";" }];
}

function resourceLabel(label: string): string {
    return label.replace("@", "zone").replace("*", "any").replaceAll(".", "-");
}
