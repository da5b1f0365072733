/** A value of the stack inside a sentence of ours. Whoever renders it must not let it act as anything but text. */
export interface Quoted {
    readonly value: string;
}

/** Our words, and values that may hold anything. */
export type Sentence = readonly (string | Quoted)[];

/** Writes a sentence: what is put into the template is quoted, whatever it holds. */
export function say(words: TemplateStringsArray, ...values: readonly (string | number)[]): Sentence {
    return words.flatMap((word, index) => {
        const value = values[index];
        return value === undefined ? [word] : [word, { value: String(value) }];
    });
}

/** One sentence after the other, without anything between. */
export function joined(...sentences: readonly Sentence[]): Sentence {
    return sentences.flat();
}

/** Values in a row, each quoted. Of many, the first and the number of the others. */
export function listed(values: readonly string[], atMost = 8): Sentence {
    const shown = values.slice(0, atMost).flatMap((value, index) => (index === 0 ? [{ value }] : [", ", { value }]));
    const more = values.length - atMost;
    return more > 0 ? [...shown, ` and ${more} more`] : shown;
}

/** As plain text, values as they are. For comparisons and for JSON. */
export function plainText(sentence: Sentence): string {
    return sentence.map((part) => (typeof part === "string" ? part : part.value)).join("");
}
