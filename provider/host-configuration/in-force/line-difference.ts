export interface LineDifference {
    readonly missing: readonly string[];
    readonly added: readonly string[];
}

/** Lines to take out of and to put into the first list to get the second: a longest common subsequence stays. */
export function lineDifference(expected: readonly string[], actual: readonly string[]): LineDifference {
    const lengths = commonLengths(expected, actual);
    const missing: string[] = [];
    const added: string[] = [];
    let [e, a] = [0, 0];
    while (e < expected.length || a < actual.length) {
        const [left, right] = [expected[e], actual[a]];
        if (left !== undefined && left === right) {
            e += 1;
            a += 1;
        } else if (
            right === undefined ||
            (left !== undefined && length(lengths, e + 1, a) >= length(lengths, e, a + 1))
        ) {
            missing.push(left ?? "");
            e += 1;
        } else {
            added.push(right);
            a += 1;
        }
    }
    return { missing, added };
}

/** Length of the longest common subsequence of both lists from each pair of positions on. */
function commonLengths(expected: readonly string[], actual: readonly string[]): number[][] {
    const lengths = Array.from({ length: expected.length + 1 }, () => new Array<number>(actual.length + 1).fill(0));
    for (let e = expected.length - 1; e >= 0; e -= 1) {
        for (let a = actual.length - 1; a >= 0; a -= 1) {
            const row = lengths[e];
            if (row === undefined) continue;
            row[a] =
                expected[e] === actual[a]
                    ? 1 + length(lengths, e + 1, a + 1)
                    : Math.max(length(lengths, e + 1, a), length(lengths, e, a + 1));
        }
    }
    return lengths;
}

function length(lengths: readonly (readonly number[])[], e: number, a: number): number {
    return lengths[e]?.[a] ?? 0;
}
