import { fenced } from "./markdown/text";
import { driftLines } from "./markdown/drift";
import type { Review } from "./review";

/** Said by the provider when a refresh cannot log in: nothing is known of that host. */
const notAsked = "Its state is taken to be as last delivered";

export interface DriftVerdict {
    readonly failed: boolean;
    readonly drifted: boolean;
    /** A host could not be asked: that nothing was found says nothing of it. */
    readonly unknown: boolean;
    /** The program asks for changes that were never delivered: a repair would deliver them too. */
    readonly undelivered: boolean;
}

/** Exit statuses of `npm run drift`, for schedules. 1 is an error. */
export const driftStatuses = { none: 0, error: 1, drifted: 20, unknown: 21 };

export function driftVerdict({ verdict, changes, warnings }: Review): DriftVerdict {
    return {
        failed: verdict.failed,
        drifted: verdict.drifted,
        unknown: warnings.some((warning) => warning.includes(notAsked)),
        undelivered: changes.some(({ action, isGone }) => action !== "repair" && !isGone),
    };
}

export function driftStatusOf({ failed, drifted, unknown }: DriftVerdict): number {
    if (failed) return driftStatuses.error;
    if (drifted) return driftStatuses.drifted;
    return unknown ? driftStatuses.unknown : driftStatuses.none;
}

/** What was found, in Markdown; one line when nothing was. */
export function renderDrift(review: Review): string {
    const { failed, drifted, unknown, undelivered } = driftVerdict(review);
    const messages = [...review.errors, ...review.warnings].flatMap((text) => text.split("\n"));
    const headline = failed
        ? "❌ The stack could not be looked at"
        : drifted
          ? "⚠️ Drift was found"
          : unknown
            ? "❔ No drift was found where a host could be asked"
            : "✅ No drift";
    return [
        `**${headline}.**`,
        ...(undelivered ? ["", "The settings ask for changes that were not delivered yet; they are no drift."] : []),
        ...(drifted ? ["", ...driftLines(review.drift, 20_000)] : []),
        ...(messages.length === 0 ? [] : ["", fenced("text", messages.slice(0, 100))]),
        "",
    ].join("\n");
}
