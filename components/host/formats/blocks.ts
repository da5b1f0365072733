import { hashComment, managedNotice } from "./comments";

export type Scalar = string | number | boolean;

/** A boolean is written `yes` or `no`. */
export type BlockValue = Scalar | readonly string[] | Blocks;

/** Settings and named blocks of settings, in order. */
export interface Blocks {
    readonly [key: string]: BlockValue;
}

/** How a format writes what stands after `key = `. */
interface Format {
    readonly scalar: (value: Scalar) => string;
    readonly list: (values: readonly string[]) => string;
}

const word = (value: Scalar) => (typeof value === "boolean" ? (value ? "yes" : "no") : String(value));

/** Dovecot 2.4's format: texts are as they are, a list is one text with blanks. */
export function renderDovecot(blocks: Blocks): string {
    return render(blocks, { scalar: word, list: (values) => values.join(" ") });
}

/** Rspamd's format, UCL: texts are quoted as in JSON, a list is in brackets. */
export function renderUcl(blocks: Blocks): string {
    const quoted = (value: Scalar) => (typeof value === "string" ? JSON.stringify(value) : word(value));
    return render(blocks, {
        scalar: (value) => `${quoted(value)};`,
        list: (values) => `[${values.map(quoted).join(", ")}];`,
    });
}

function render(blocks: Blocks, format: Format): string {
    return [...hashComment(managedNotice), ...lines(blocks, "", format), ""].join("\n");
}

function lines(blocks: Blocks, indent: string, format: Format): string[] {
    return Object.entries(blocks).flatMap(([key, value]) => {
        if (isList(value)) return [`${indent}${key} = ${format.list(value)}`];
        if (typeof value !== "object") return [`${indent}${key} = ${format.scalar(value)}`];
        return [`${indent}${key} {`, ...lines(value, `${indent}  `, format), `${indent}}`];
    });
}

function isList(value: BlockValue): value is readonly string[] {
    return Array.isArray(value);
}
