/** A record of DNS that is known before the host is there, beside those of its names. */
export type ZoneRecord = {
    /** Full name, without a dot at the end. */
    readonly name: string;
} & ZoneRecordData;

export type ZoneRecordData =
    | { readonly type: "MX"; readonly preference: number; readonly host: string }
    /** At most one of a name. */
    | { readonly type: "TXT"; readonly text: string };
