/** A word of POSIX shell that stands for the text, whatever it holds. */
export function quoteForShell(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
