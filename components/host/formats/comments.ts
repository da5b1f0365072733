/** `# `-comment lines of at most `width` columns, each indented by `indent`. An empty text gives no line. */
export function hashComment(text: string, indent = "", width = 110): string[] {
    const lines: string[] = [];
    for (const word of text.split(/\s+/).filter((part) => part !== "")) {
        const last = lines.at(-1);
        if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(`${indent}# ${word}`);
    }
    return lines;
}

/** First comment of every file that this product owns. */
export const managedNotice = "Managed by hardened-host: edits made here are undone by the next delivery.";

/** Lines that say something: comments and blank lines left out, white space at both ends taken off. */
export function meaningfulLines(text: string): string[] {
    return text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith(";"));
}
