import type * as pulumi from "@pulumi/pulumi";
import type { ZoneRecord, ZoneRecordData } from "../host/zone-record";

/** Who may issue certificates for a name: one property of RFC 8659. */
export interface CaaProperty {
    readonly tag: "issue" | "issuewild";
    /** Domain of a certificate authority, with its parameters, or `;` for nobody. */
    readonly value: string;
}

/** What a name stands for. */
export type DnsRecord =
    | { readonly type: "A" | "AAAA"; readonly address: pulumi.Input<string> }
    | { readonly type: "CAA"; readonly properties: readonly CaaProperty[] }
    | ZoneRecordData;

/** Where a record stands. */
export interface RecordPlace {
    /** Domain that the provider serves, and that is there already: `example.org`. */
    readonly zone: string;
    /** Part of the name before the zone; `@` for the zone itself. */
    readonly label: string;
    /** Seconds for which others may remember the record. */
    readonly ttlSeconds: number;
    /** Put on what the provider can tag. */
    readonly tags: Readonly<Record<string, string>>;
}

/** Puts one record into a zone; `name` is what its resources are named after. */
export type DnsProvider = (
    name: string,
    place: RecordPlace,
    record: DnsRecord,
    options: pulumi.ResourceOptions,
) => pulumi.Resource[];

/** What of a machine names can stand for. */
export interface DnsTarget {
    readonly address: pulumi.Output<string>;
    readonly ipv6?: pulumi.Output<string>;
    readonly tags: Readonly<Record<string, string>>;
    /** What its apps want in DNS beside its names. */
    readonly records: readonly ZoneRecord[];
    /** Makes the addresses answer to a name, where the machine's cloud can. */
    readonly nameAddresses?: (fullName: string, after: readonly pulumi.Resource[]) => void;
}

/** Makes the records of a host, with the zone and the names already given. */
export type DnsPublisher = (name: string, target: DnsTarget, options: pulumi.ResourceOptions) => void;

/** Name with its zone, without a dot at the end. */
export function fullName({ label, zone }: Pick<RecordPlace, "label" | "zone">): string {
    return label === "@" ? zone : `${label}.${zone}`;
}

/** As zone files write it: RFC 8659 section 4.1.1. */
export function caaText({ tag, value }: CaaProperty): string {
    return `0 ${tag} "${value}"`;
}

/** Parts of a text as records hold it, 255 bytes at most each: RFC 1035 section 3.3.14. */
export function textParts(text: string): string[] {
    return text.match(/.{1,255}/g) ?? [""];
}

/** As zone files write it. */
export function quotedText(text: string): string {
    return textParts(text)
        .map((part) => `"${part}"`)
        .join(" ");
}
