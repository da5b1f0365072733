import { hashComment, managedNotice } from "./formats/comments";
import type { SteppingBack } from "./part";
import type { PartialHostPlan } from "./plan";

/** What steps back for the apps of a host, as a file: a preview shows it, and whoever looks at the host finds it. */
export function steppedBackPlan(stepsBack: SteppingBack = {}): PartialHostPlan {
    const lines = Object.entries(stepsBack).flatMap(([what, why]) => ["", ...hashComment(why), what]);
    if (lines.length === 0) return {};
    const heading = hashComment("Hardenings of this host that step back for an app, and why.");
    return {
        folders: { "/etc/hardened-host": {} },
        files: {
            "/etc/hardened-host/stepped-back": {
                content: [...hashComment(managedNotice), ...heading, ...lines, ""].join("\n"),
            },
        },
    };
}
