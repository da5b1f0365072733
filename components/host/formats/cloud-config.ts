/** What a cloud-config document may hold: plain data, rendered in the order in which it is written. */
export type CloudConfigValue =
    string | number | boolean | readonly CloudConfigValue[] | { readonly [key: string]: CloudConfigValue };

export type CloudConfig = Readonly<Record<string, CloudConfigValue>>;

/**
 * User-data for cloud-init, with its `#cloud-config` header. The YAML is the small part that every version of
 * cloud-init reads alike: block maps and lists, literal blocks for text of several lines, and strings in double
 * quotes, which take the escapes of JSON.
 *
 * Source: https://docs.cloud-init.io/en/latest/explanation/format.html, https://yaml.org/spec/1.1/#id904245
 */
export function renderCloudConfig(config: CloudConfig): string {
    return ["#cloud-config", ...mapLines(config), ""].join("\n");
}

function mapLines(map: CloudConfig): string[] {
    return Object.entries(map).flatMap(([key, value]) => entryLines(`${key}:`, value, "  "));
}

function listLines(list: readonly CloudConfigValue[]): string[] {
    return list.flatMap((value) => {
        const [first, ...rest] = isMap(value) ? mapLines(value) : isList(value) ? listLines(value) : [];
        return first === undefined ? entryLines("-", value, "  ") : [`- ${first}`, ...indent(rest, "  ")];
    });
}

/** A list's marker or a map's key, and the value behind or below it. */
function entryLines(marker: string, value: CloudConfigValue, indentation: string): string[] {
    if (typeof value === "string" && isLiteralBlock(value)) {
        return [`${marker} |`, ...indent(value.slice(0, -1).split("\n"), indentation)];
    }
    if (isList(value) && value.length > 0) return [marker, ...indent(listLines(value), indentation)];
    if (isMap(value) && Object.keys(value).length > 0) return [marker, ...indent(mapLines(value), indentation)];
    return [`${marker} ${JSON.stringify(value)}`];
}

function indent(lines: readonly string[], indentation: string): string[] {
    return lines.map((line) => (line === "" ? "" : indentation + line));
}

/** A literal block keeps text as it is, when it begins and ends as YAML expects and has nothing to escape. */
function isLiteralBlock(text: string): boolean {
    return /^[\x21-\x7e]([\x20-\x7e\n]*[\x21-\x7e])?\n$/.test(text);
}

function isList(value: CloudConfigValue): value is readonly CloudConfigValue[] {
    return Array.isArray(value);
}

function isMap(value: CloudConfigValue): value is CloudConfig {
    return typeof value === "object" && !isList(value);
}
