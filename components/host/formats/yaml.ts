import { hashComment, managedNotice } from "./comments";

/** Data that YAML can hold: YAML 1.2, as JSON. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** A YAML document: maps and lists in block style, every text quoted, so that none is taken for something else. */
export function renderYaml(document: Readonly<Record<string, YamlValue>>): string {
    return [...hashComment(managedNotice), ...renderEntries(document, ""), ""].join("\n");
}

function renderEntries(map: Readonly<Record<string, YamlValue>>, indent: string): string[] {
    return Object.entries(map).flatMap(([key, value]) => {
        const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key);
        return isScalarOrEmpty(value)
            ? [`${indent}${name}: ${renderFlow(value)}`]
            : [`${indent}${name}:`, ...renderBlock(value, `${indent}  `)];
    });
}

function renderBlock(value: YamlValue, indent: string): string[] {
    if (isList(value)) {
        return value.flatMap((item) => {
            if (isScalarOrEmpty(item)) return [`${indent}- ${renderFlow(item)}`];
            const [first = "", ...rest] = renderBlock(item, `${indent}  `);
            return [`${indent}- ${first.trimStart()}`, ...rest];
        });
    }
    return typeof value === "object" ? renderEntries(value, indent) : [`${indent}${renderFlow(value)}`];
}

function isScalarOrEmpty(value: YamlValue): boolean {
    return typeof value !== "object" || Object.keys(value).length === 0;
}

function renderFlow(value: YamlValue): string {
    return JSON.stringify(value);
}

function isList(value: YamlValue): value is readonly YamlValue[] {
    return Array.isArray(value);
}
