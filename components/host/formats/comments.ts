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
