/** One word of a POSIX shell, whatever it holds: XCU section 2.2.2. */
export function shellQuote(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
