import type { Drift } from "../review";
import { listed } from "../sentence";
import { diffBlocks, interleaved } from "./diffs";
import { alike, count, fitting } from "./lines";
import { findingLines } from "./security";
import { markdownOf } from "./text";

/** What was found otherwise than delivered: what it is, what it means for the security, and the files. */
export function driftLines(drift: readonly Drift[], characters: number): string[] {
    const key = ({ where: _where, ...rest }: Drift) => JSON.stringify(rest);
    const lines = alike(drift, key, ({ where }) => where).map(({ value, where }) => {
        const names = markdownOf(listed(where, 3));
        if (value.isGone) return `- ${names} is gone`;
        // Of files, their paths say more than that it is files.
        const inputs = value.inputs.filter((input) => input !== "files" || value.files.length === 0);
        return `- ${names}: ${markdownOf(listed([...value.files.map(({ path }) => path), ...inputs]))}`;
    });
    const { shown, omitted } = fitting(lines, characters / 4);
    const findings = drift.flatMap(({ where, findings: found }) => found.map((value) => ({ where, value })));
    const files = drift.flatMap(({ where, files: changed }) => changed.map((value) => ({ where, value })));
    return [
        ...shown,
        ...(omitted === 0 ? [] : [`- ${count(omitted, "more drifted resource")} did not fit.`]),
        ...findingLines(findings, characters / 4),
        ...(files.length === 0 ? [] : ["", ...interleaved(diffBlocks(files, characters / 2))]),
    ];
}
