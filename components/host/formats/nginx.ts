import { hashComment, managedNotice } from "./comments";

/** A directive of nginx.conf(5), with what is in its braces if it has any, and why it is there. */
export interface NginxDirective {
    readonly name: string;
    /** Text, numbers, or expressions with `$variables`: nginx has no way to write a literal dollar sign. */
    readonly values: readonly (string | number)[];
    readonly block?: readonly NginxDirective[];
    /** Comment lines above it. */
    readonly why?: string;
}

/** `name value value;` */
export function directive(name: string, ...values: readonly (string | number)[]): NginxDirective {
    return { name, values };
}

/** `name value { ... }` */
export function block(name: string, values: readonly string[], inside: readonly NginxDirective[]): NginxDirective {
    return { name, values, block: inside };
}

/** The same directive with the reason for it. */
export function because(why: string, reasoned: NginxDirective): NginxDirective {
    return { ...reasoned, why };
}

/** A whole nginx.conf. Every value is quoted where it needs to be, so that none can end its directive. */
export function renderNginx(directives: readonly NginxDirective[]): string {
    return [...hashComment(managedNotice), ...directives.flatMap((one) => renderDirective(one, "")), ""].join("\n");
}

function renderDirective({ name, values, block: inside, why }: NginxDirective, indent: string): string[] {
    const head = `${indent}${[name, ...values].map(renderValue).join(" ")}`;
    const comment = hashComment(why ?? "", indent);
    if (inside === undefined) return [...comment, `${head};`];
    const blankAbove = indent.length > 4 ? [] : [""];
    const lines = inside.flatMap((one) => renderDirective(one, `${indent}    `));
    return [...blankAbove, ...comment, `${head} {`, ...lines, `${indent}}`];
}

/** Between double quotes a backslash escapes itself and the quote; variables count there as well. */
function renderValue(value: string | number): string {
    const text = String(value);
    if (/^[A-Za-z0-9_.:/$@~^*=+,|!%()[\]-]+$/.test(text)) return text;
    return `"${text.replace(/[\\"]/g, String.raw`\$&`)}"`;
}
