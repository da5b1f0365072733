/**
 * The known word that was most likely meant, or `undefined` when none is near: at most one mistake in three letters.
 */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
    const [nearest] = known
        .map((word) => ({ word, distance: editDistance(written.toLowerCase(), word.toLowerCase()) }))
        .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(Math.max(written.length, word.length) / 3)))
        .sort((a, b) => a.distance - b.distance);
    return nearest?.word;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each counted once. */
function editDistance(from: string, to: string): number {
    const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
    const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
    for (let row = 1; row <= from.length; row++) {
        rows[row] = [row];
        for (let column = 1; column <= to.length; column++) {
            const same = from[row - 1] === to[column - 1];
            const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
            rows[row]?.push(
                Math.min(
                    at(row - 1, column) + 1,
                    at(row, column - 1) + 1,
                    at(row - 1, column - 1) + (same ? 0 : 1),
                    swapped ? at(row - 2, column - 2) + 1 : Infinity,
                ),
            );
        }
    }
    return at(from.length, to.length);
}
