/** As many of the lines as fit into so many characters, and how many do not. */
export function fitting(lines: readonly string[], characters: number): { shown: readonly string[]; omitted: number } {
    let used = 0;
    const end = lines.findIndex((line) => {
        used += line.length + 1;
        return used > characters;
    });
    return end === -1 ? { shown: lines, omitted: 0 } : { shown: lines.slice(0, end), omitted: lines.length - end };
}

/** A number and its noun, `1 file` or `2 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
    return `${number} ${number === 1 ? noun : plural}`;
}

/** Values that have the same text, joined: the hosts of a stack are much alike, and so are their changes. */
export function alike<Value>(
    values: readonly Value[],
    textOf: (value: Value) => string,
    whereOf: (value: Value) => string,
): { readonly value: Value; readonly where: readonly string[] }[] {
    const groups = new Map<string, { value: Value; where: string[] }>();
    for (const value of values) {
        const group = groups.get(textOf(value));
        if (group === undefined) groups.set(textOf(value), { value, where: [whereOf(value)] });
        else if (!group.where.includes(whereOf(value))) group.where.push(whereOf(value));
    }
    return [...groups.values()];
}
