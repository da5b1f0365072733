import type { FileChange } from "./file-changes";
import { changedInputs, losesMachine } from "./resource-changes";
import { exitStatusOf } from "./exit-status";
import type { Located, Review } from "./review";
import type { Finding } from "./security/finding";
import { plainText } from "./sentence";

/** The whole review for programs: nothing is cut, and nothing stands in it that Markdown does not show. */
export function renderJson(review: Review): string {
    const { stack, verdict, changes, unchanged, findings, files, drift, hidden, warnings, errors, refreshed } = review;
    const value = {
        stack,
        exitStatus: exitStatusOf(verdict),
        verdict,
        resources: changes.map((change) => ({
            urn: change.urn,
            type: change.type,
            host: change.host,
            action: change.action,
            losesMachine: losesMachine(change),
            replaceReasons: change.replaceReasons,
            changedInputs: changedInputs(change.delivered, change.planned),
        })),
        unchanged,
        security: findings.map(located(describeFinding)),
        files: files.map(located(describeFile)),
        drift: drift.map(({ where, isGone, inputs, findings: found, files: changed }) => ({
            where,
            isGone,
            inputs,
            security: found.map(describeFinding),
            files: changed.map(describeFile),
        })),
        hidden,
        warnings,
        errors,
        refreshed,
    };
    return `${JSON.stringify(value, undefined, 2)}\n`;
}

function located<Value>(describe: (value: Value) => object) {
    return ({ where, value }: Located<Value>) => ({ where, ...describe(value) });
}

function describeFinding({ direction, area, sentence }: Finding) {
    return { direction, area, text: plainText(sentence) };
}

function describeFile({ path, kind, addedLines, removedLines, diff }: FileChange) {
    return { path, kind, addedLines, removedLines, diff: diff.join("\n") };
}
