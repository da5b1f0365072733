import { visible } from "../../review/markdown/text";

/** Markup of ours. Only {@link markup} makes it, so that nothing else can be mistaken for it. */
export class Markup {
    public constructor(public readonly text: string) {}
}

type Part = Markup | string | number | readonly Markup[];

/**
 * Writes markup: what is put into the template is text, whatever it holds, in content and in quoted attributes alike.
 * Characters that nobody sees, or that turn the direction of writing, are shown by their numbers.
 */
export function markup(words: TemplateStringsArray, ...parts: readonly Part[]): Markup {
    const texts = words.flatMap((word, index) => {
        const part = parts[index];
        return part === undefined ? [word] : [word, textOf(part)];
    });
    return new Markup(texts.join(""));
}

function textOf(part: Part): string {
    if (part instanceof Markup) return part.text;
    if (typeof part === "object") return part.map(({ text }) => text).join("");
    return escaped(String(part));
}

/** Safe in HTML and in XML, as content and as the value of a quoted attribute. */
export function escaped(text: string): string {
    return visible(text).replaceAll(/[&<>"'`]/g, (one) => `&#${one.codePointAt(0) ?? 0};`);
}
