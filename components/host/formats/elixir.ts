import { hashComment, managedNotice } from "./comments";

/** A module or an expression, written as it is. */
export interface ElixirExpression {
    readonly expression: string;
}

/** Data of an Elixir program: a map of it becomes a keyword list. */
export type ElixirValue =
    string | number | boolean | ElixirExpression | readonly ElixirValue[] | { readonly [key: string]: ElixirValue };

/** One call of `config`: Config(3elixir). */
export interface ElixirSetting {
    /** Name of the OTP application. */
    readonly application: string;
    /** A module, such as `Pleroma.Repo`, or an atom, such as `:instance`. Left out: the values are the application's own. */
    readonly key?: string;
    /** Keyword list, or another value of the key. */
    readonly value: ElixirValue;
    readonly why?: string;
}

/** A module or an expression that is not ours to quote. */
export function elixir(expression: string): ElixirExpression {
    return { expression };
}

/** A file for Config.Reader: `preamble` are lines of the program before the settings. */
export function renderElixirConfiguration(preamble: readonly string[], settings: readonly ElixirSetting[]): string {
    return [
        ...hashComment(managedNotice),
        "import Config",
        ...(preamble.length === 0 ? [] : ["", ...preamble]),
        ...settings.flatMap((setting) => ["", ...renderSetting(setting)]),
        "",
    ].join("\n");
}

function renderSetting({ application, key, value, why = "" }: ElixirSetting): string[] {
    const names = [`:${application}`, ...(key === undefined ? [] : [key])].join(", ");
    const entries = isKeywords(value)
        ? Object.entries(value).map(([name, item]) => `  ${atomKey(name)}: ${renderElixir(item)}`)
        : undefined;
    const lines =
        entries === undefined ? [`config ${names}, ${renderElixir(value)}`] : [`config ${names},`, entries.join(",\n")];
    return [...hashComment(why), ...lines];
}

/** One value in Elixir's own spelling. */
export function renderElixir(value: ElixirValue): string {
    if (typeof value === "string") return quoted(value);
    if (typeof value !== "object") return String(value);
    if (isList(value)) return `[${value.map(renderElixir).join(", ")}]`;
    if (isExpression(value)) return value.expression;
    const entries = Object.entries(value).map(([key, item]) => `${atomKey(key)}: ${renderElixir(item)}`);
    return `[${entries.join(", ")}]`;
}

/** Nothing in it is a code, an escape or an interpolation. */
function quoted(text: string): string {
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("#{", "\\#{")}"`;
}

function atomKey(name: string): string {
    return /^[a-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name);
}

function isList(value: ElixirValue): value is readonly ElixirValue[] {
    return Array.isArray(value);
}

function isExpression(value: object): value is ElixirExpression {
    return "expression" in value;
}

function isKeywords(value: ElixirValue): value is Readonly<Record<string, ElixirValue>> {
    return typeof value === "object" && !isList(value) && !isExpression(value);
}
