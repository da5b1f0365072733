import { hashComment, managedNotice } from "./comments";

/** One option of apt.conf(5) and the reason for it. */
export interface AptOption {
    /** Name with `::`, for example `APT::Periodic::Enable`. */
    readonly name: string;
    readonly value: string | number | boolean | readonly string[];
    readonly why: string;
    /** A list joins what files read before have set, instead of replacing it. @default false */
    readonly joins?: boolean;
}

/** A list that replaces begins with `#clear`, because apt by itself only ever adds to one. */
export function renderAptConf(options: readonly AptOption[]): string {
    const lines = options.flatMap((option) => {
        const comment = hashComment(option.why).map((line) => line.replace("#", "//"));
        return ["", ...comment, ...renderOption(option)];
    });
    return [...hashComment(managedNotice).map((line) => line.replace("#", "//")), ...lines, ""].join("\n");
}

function renderOption({ name, value, joins }: AptOption): string[] {
    if (typeof value !== "object") return [`${name} ${quote(String(value))};`];
    return [
        ...(joins === true ? [] : [`#clear ${name};`]),
        `${name} {`,
        ...value.map((entry) => `    ${quote(entry)};`),
        "};",
    ];
}

/** apt has no escape for a quotation mark; nothing that this product writes needs one. */
function quote(text: string): string {
    if (/["\n]/.test(text)) throw new Error(`apt.conf cannot hold this value: ${JSON.stringify(text)}`);
    return `"${text}"`;
}
