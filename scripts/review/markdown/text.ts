import type { Sentence } from "../sentence";

/** Longest text of a value inside a sentence; in a comment nobody reads more. */
const longestValue = 240;
/** Longest line of a diff. */
const longestLine = 400;

/**
 * Control characters (with ANSI's escape), invisible ones, those that turn the direction of writing (CVE-2021-42574), and
 * all kinds of line end but the plain one.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

export function visible(text: string): string {
    return text.replaceAll(invisible, (character) => {
        if (character === "\t") return "  ";
        if (character === "\n") return "⏎";
        return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    });
}

function cut(text: string, length: number): string {
    if (text.length <= length) return text;
    const head = text.slice(0, length).replace(/\p{Cs}$/u, "");
    return `${head}… (${text.length} characters)`;
}

/**
 * A value as a code span (CommonMark 6.1): nothing in it is markup, a link, or the mention of somebody. In a cell of a
 * table, a bar has to be escaped even there.
 */
export function codeSpan(value: string, isInTable = false): string {
    if (value.trim() === "") return "(empty)";
    const text = visible(cut(value, longestValue));
    const longestRun = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longestRun + 1);
    const space = longestRun > 0 ? " " : "";
    const span = `${fence}${space}${text}${space}${fence}`;
    return isInTable ? span.replaceAll("|", String.raw`\|`) : span;
}

/** A value inside an HTML tag, where Markdown is not read. */
export function htmlCode(value: string): string {
    const escaped = visible(cut(value, longestValue)).replaceAll(
        /[&<>"'`@]/g,
        (one) => `&#${one.codePointAt(0) ?? 0};`,
    );
    return `<code>${escaped}</code>`;
}

export function markdownOf(sentence: Sentence, isInTable = false): string {
    const parts = sentence.map((part) => (typeof part === "string" ? part : codeSpan(part.value, isInTable)));
    // Two code spans side by side would become one with other backticks.
    return parts.reduce(
        (text, part) => (text.endsWith("`") && part.startsWith("`") ? `${text} ${part}` : text + part),
        "",
    );
}

/** Lines as a fenced block (CommonMark 4.5) that no line of them can close. */
export function fenced(language: string, lines: readonly string[]): string {
    const texts = lines.map((line) => cut(visible(line), longestLine));
    const longestRun = Math.max(2, ...texts.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
    const fence = "`".repeat(longestRun + 1);
    return [`${fence}${language}`, ...texts, fence].join("\n");
}
