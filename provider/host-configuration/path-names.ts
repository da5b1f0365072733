/** Needs no quoting anywhere: not in a shell, nor in a list of lines. */
const plainName = /^[A-Za-z0-9@_+:,./-]+$/;

/** One character, or one escape, of a C string literal as GNU tools print it with QUOTING_STYLE=c. */
const literalPart = /\\([0-7]{3})|\\(.)|([^\\]+)/gs;

const letterEscapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name of the file system can hold any byte but NUL and `/`; what is shown of it, and kept in state, is text. */
export interface QuotedName {
    readonly name: string;
    /** Where it leads, when it is a symbolic link. */
    readonly target?: string;
}

/** Reads `"name"` or `"name" -> "target"`. What is not quoted is taken as it stands. */
export function readQuotedName(text: string): QuotedName {
    const quoted = /^"((?:[^"\\]|\\.)*)"(?: -> "((?:[^"\\]|\\.)*)")?$/s.exec(text);
    if (quoted?.[1] === undefined) return { name: text };
    const name = displayName(literalBytes(quoted[1]));
    return quoted[2] === undefined ? { name } : { name, target: displayName(literalBytes(quoted[2])) };
}

function literalBytes(literal: string): Buffer {
    const parts = [...literal.matchAll(literalPart)].map(([, octal, letter, plain]) => {
        if (octal !== undefined) return Buffer.from([parseInt(octal, 8)]);
        if (letter !== undefined) return Buffer.from([letterEscapes[letter] ?? letter.charCodeAt(0)]);
        return Buffer.from(plain ?? "");
    });
    return Buffer.concat(parts);
}

/**
 * A name as text: as it is where it can be shown, else with `\ooo` for each byte that cannot. Invisible and
 * direction-changing characters are escaped too: a name must not look like another one.
 */
export function displayName(bytes: Buffer): string {
    const text = bytes.toString("utf8");
    if (Buffer.from(text).equals(bytes) && !/[\p{C}\p{Zl}\p{Zp}\\]/u.test(text)) return text;
    return [...bytes].map((byte) => (byte < 0x20 || byte > 0x7e || byte === 0x5c ? octal(byte) : ascii(byte))).join("");
}

/** True when a name can stand in a list of lines. */
export function isPlainName(name: string): boolean {
    return plainName.test(name);
}

/** A display name as the argument of `printf %b` that gives its bytes. */
export function printfArgument(name: string): string {
    const bytes = Buffer.concat(
        [...name.matchAll(literalPart)].map(([part, escape]) =>
            escape === undefined ? Buffer.from(part) : Buffer.from([parseInt(escape, 8)]),
        ),
    );
    return [...bytes].map((byte) => (isPlainName(ascii(byte)) ? ascii(byte) : `\\0${octal(byte).slice(1)}`)).join("");
}

function octal(byte: number): string {
    return `\\${byte.toString(8).padStart(3, "0")}`;
}

function ascii(byte: number): string {
    return String.fromCharCode(byte);
}
