import type { FileChange } from "../file-changes";
import type { Located } from "../review";
import { alike, count } from "./lines";
import { fenced, htmlCode } from "./text";

/** Lines of one diff that are shown at most. */
const mostLines = 120;
/** Room for the sentence that says what did not fit. */
const reserve = 200;

/** Collapsed unified diffs, as many as fit; shorter ones first, so that a huge one hides no other. */
export function diffBlocks(files: readonly Located<FileChange>[], characters: number): string[] {
    const key = ({ value }: Located<FileChange>) => JSON.stringify([value.path, value.kind, value.diff]);
    const groups = alike(files, key, ({ where }) => where);
    groups.sort((a, b) => a.value.value.diff.length - b.value.value.diff.length);
    const blocks: string[] = [];
    const left = { files: 0, lines: 0 };
    let room = characters - reserve;
    for (const { value, where } of groups) {
        const block = collapsed(value.value, where);
        if (block.length + 2 <= room) {
            blocks.push(block);
            room -= block.length + 2;
        } else {
            left.files += 1;
            left.lines += value.value.addedLines + value.value.removedLines;
        }
    }
    if (left.files > 0) {
        blocks.push(
            `${count(left.files, "more file")} with ${count(left.lines, "changed line")} did not fit: ` +
                "the same command with `--json` has all of them.",
        );
    }
    return blocks;
}

/** Blocks with an empty line between: Markdown begins anew after one. */
export function interleaved(blocks: readonly string[]): string[] {
    return blocks.flatMap((block, index) => (index === 0 ? [block] : ["", block]));
}

function collapsed({ path, kind, addedLines, removedLines, diff }: FileChange, where: readonly string[]): string {
    const hosts = where.length > 3 ? [...where.slice(0, 3), `${where.length - 3} more`] : where;
    const numbers = diff.length === 0 ? "mode or owner only" : `+${addedLines} −${removedLines}`;
    const summary = `${htmlCode(path)} ${kind}, ${numbers} · ${hosts.map(htmlCode).join(", ")}`;
    if (diff.length === 0) return `- ${summary}`;
    const rest = diff.length - mostLines;
    const more = rest > 0 ? `\n\n${count(rest, "more line")} of this diff did not fit.` : "";
    return `<details><summary>${summary}</summary>\n\n${fenced("diff", diff.slice(0, mostLines))}${more}\n\n</details>`;
}
