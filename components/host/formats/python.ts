import { hashComment, managedNotice } from "./comments";

/** What JSON has no word for, in Python's own: made by the functions below only, which quote every text. */
class PythonSource {
    public constructor(public readonly source: string) {}
}

export type PythonValue = string | number | boolean | null | PythonSource | readonly PythonValue[] | PythonDict;

interface PythonDict {
    readonly [key: string]: PythonValue;
}

/** One assignment of a module and the reason for it. */
export interface PythonSetting {
    readonly name: string;
    readonly value: PythonValue;
    readonly why?: string;
}

/** A module of settings, as Django reads it: imports, then one assignment after another. */
export function renderPythonSettings(imports: readonly string[], settings: readonly PythonSetting[]): string {
    const lines = settings.flatMap(({ name, value, why }) => [
        ...(why === undefined ? [] : ["", ...hashComment(why)]),
        `${name} = ${pythonLiteral(value)}`,
    ]);
    return [...hashComment(managedNotice), ...imports, ...lines, ""].join("\n");
}

export function pythonTuple(elements: readonly PythonValue[]): PythonValue {
    // Of one element: the comma makes it a tuple.
    return new PythonSource(`(${elements.map((element) => `${pythonLiteral(element)},`).join(" ")})`);
}

/** A name that the module imports, such as `ldap.SCOPE_SUBTREE`. */
export function pythonName(name: string): PythonValue {
    return new PythonSource(name);
}

export function pythonCall(name: string, values: readonly PythonValue[]): PythonValue {
    return new PythonSource(`${name}(${values.map(pythonLiteral).join(", ")})`);
}

function pythonLiteral(value: PythonValue): string {
    if (value === null) return "None";
    if (typeof value === "string") return pythonText(value);
    if (typeof value === "number") return String(value);
    if (typeof value === "boolean") return value ? "True" : "False";
    if (value instanceof PythonSource) return value.source;
    if (isList(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
    const entries = Object.entries(value).map(([key, entry]) => `${pythonText(key)}: ${pythonLiteral(entry)}`);
    return `{${entries.join(", ")}}`;
}

/** JSON's escapes are Python's too. */
function pythonText(text: string): string {
    return JSON.stringify(text);
}

// Array.isArray does not know arrays that are read-only.
function isList(value: readonly PythonValue[] | PythonDict): value is readonly PythonValue[] {
    return Array.isArray(value);
}
