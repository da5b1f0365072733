/**
 * The known word that was most likely meant, or `undefined` when none is near: at most one edit in three letters
 * (insertion, deletion, substitution).
 */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
    const [nearest] = known
        .map((word) => ({ word, distance: editDistance(written.toLowerCase(), word.toLowerCase()) }))
        .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(Math.max(written.length, word.length) / 3)))
        .sort((a, b) => a.distance - b.distance);
    return nearest?.word;
}

/** Levenshtein distance, row by row. */
function editDistance(from: string, to: string): number {
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (const [index, letter] of Array.from(from).entries()) {
        const next = [index + 1];
        for (const [column, other] of Array.from(to).entries()) {
            const substituted = (row[column] ?? 0) + (letter === other ? 0 : 1);
            next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}
