import { cloud, cloudIds, isCloudId } from "../components/clouds/index";
import { dnsSettings } from "../components/dns/index";
import { hostSettings } from "../components/host/settings";
import { nameOfKind, readSchema, type JsonSchema } from "./json-schema";

const introduction = `// Generated from the schemas that check the settings: \`npm run accept\` renews this file.
/* eslint-disable max-lines -- one interface for each part of the settings */

`;

const lineWidth = 120;

/** A longer list of words is a text to TypeScript, and refused when the program runs. */
const longestUnion = 24;

/** TypeScript of what a HardenedHost is told, with the documentation that its schemas carry: components/arguments.ts. */
export function argumentTypes(): string {
    const clouds = cloudIds.filter(isCloudId).map((id) => [id, readSchema(cloud(id).settings)] as const);
    const cloudArgs: JsonSchema = {
        type: "object",
        description: "Where a host runs: exactly one cloud, with its own settings.",
        properties: Object.fromEntries(clouds),
    };
    const roots = [
        ["CloudArgs", "", cloudArgs],
        ["DnsArgs", "Dns", { ...readSchema(dnsSettings), description: "Names of a host in DNS." }],
        ["HostArgs", "", { ...readSchema(hostSettings), description: "What a host looks like." }],
    ] as const;
    return introduction + roots.flatMap(([name, prefix, schema]) => interfacesOf(name, prefix, schema)).join("\n");
}

/** An interface and those that its members need, which come first. */
function interfacesOf(name: string, prefix: string, schema: JsonSchema): string[] {
    const inner: string[] = [];
    const members = Object.entries(schema.properties ?? {}).map(([key, member]) => {
        const needed = schema.required?.includes(key) === true;
        const type = typeOf(member, prefix + capitalised(key), inner);
        return `${comment(documentation(member), 4)}    ${memberName(key)}${needed ? "" : "?"}: ${type}${needed ? "" : " | undefined"};\n`;
    });
    return [...inner, `${comment(schema.description ?? "", 0)}export interface ${name} {\n${members.join("")}}\n`];
}

function typeOf(schema: JsonSchema, path: string, inner: string[]): string {
    if (schema.properties !== undefined) {
        inner.push(...interfacesOf(`${path}Args`, path, schema));
        return `${path}Args`;
    }
    const literals = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
    if (literals.length > 0 && literals.length <= longestUnion)
        return literals.map((value) => JSON.stringify(value)).join(" | ");
    if (schema.oneOf !== undefined) return kindsOf(schema.oneOf, path, inner).join(" | ");
    if (schema.anyOf !== undefined)
        return [...new Set(schema.anyOf.map((one) => typeOf(one, path, inner)))].join(" | ");
    if (schema.prefixItems !== undefined) return tupleOf(schema.prefixItems, schema.items, path, inner);
    if (schema.items !== undefined) return listOf(typeOf(schema.items, path, inner));
    const entry = schema.additionalProperties;
    if (typeof entry === "object") return `Record<string, ${typeOf(entry, path, inner)}>`;
    const plain = { integer: "number", number: "number", boolean: "boolean", string: "string" }[schema.type ?? ""];
    if (plain === undefined) throw new Error(`${path}: no type for ${JSON.stringify(schema)}`);
    return plain;
}

/** Each kind gets a type of its own, named after the word that tells it from the others. */
function kindsOf(kinds: readonly JsonSchema[], path: string, inner: string[]): string[] {
    return kinds.map((kind) => typeOf(kind, `${path}${capitalised(nameOfKind(kind))}`, inner));
}

function tupleOf(first: readonly JsonSchema[], rest: JsonSchema | undefined, path: string, inner: string[]): string {
    const types = first.map((one) => typeOf(one, path, inner));
    return `[${[...types, ...(rest === undefined ? [] : [`...${listOf(typeOf(rest, path, inner))}`])].join(", ")}]`;
}

function listOf(item: string): string {
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
}

/** A settings key as a part of a type's name: `openzim-mcp` becomes `OpenzimMcp`. */
function capitalised(key: string): string {
    return key
        .split("-")
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join("");
}

function memberName(key: string): string {
    return /^[A-Za-z][A-Za-z0-9]*$/.test(key) ? key : JSON.stringify(key);
}

/** The description and the default, unless that is nothing but the defaults of what is inside. */
function documentation({ description = "", default: value, properties }: JsonSchema): string {
    const isPlain = value !== undefined && properties === undefined;
    return `${description}${isPlain ? ` @default ${JSON.stringify(value)}` : ""}`.trim();
}

function comment(text: string, indent: number): string {
    const margin = " ".repeat(indent);
    if (text === "") return "";
    // A settings text may hold a pattern such as `*/5`, which would end the comment.
    const safe = text.replaceAll("*/", "*\\/");
    const single = `${margin}/** ${safe} */\n`;
    if (single.length <= lineWidth + 1) return single;
    const lines = wrap(safe, lineWidth - indent - 3);
    return `${margin}/**\n${lines.map((line) => `${margin} * ${line}\n`).join("")}${margin} */\n`;
}

function wrap(text: string, width: number): string[] {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
        const last = lines[lines.length - 1] ?? "";
        if (last !== "" && `${last} ${word}`.length > width) lines.push(word);
        else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
    }
    return lines;
}
