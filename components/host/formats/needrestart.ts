import { hashComment, managedNotice } from "./comments";

export interface NeedrestartConfig {
    /** Automatic restart, or only a list of what should be. */
    readonly mode: "automatic" | "list";
    /** Full names of units that are never restarted on the spot. */
    readonly neverRestart: readonly string[];
}

/** needrestart's configuration is a Perl program; these files of conf.d are evaluated in it. */
export function renderNeedrestart({ mode, neverRestart }: NeedrestartConfig): string {
    return [
        ...hashComment(managedNotice),
        "",
        ...hashComment("Services that run replaced libraries are restarted right after an update, without asking."),
        `$nrconf{restart} = '${mode === "automatic" ? "a" : "l"}';`,
        "",
        ...hashComment("Hints about a new kernel go to standard error: a dialogue would wait for an answer for ever."),
        "$nrconf{kernelhints} = -1;",
        "",
        ...hashComment("Microcode belongs to the hypervisor, not to a guest."),
        "$nrconf{ucodehints} = 0;",
        ...(neverRestart.length === 0 ? [] : ["", ...hashComment("Restarted in the reboot window only.")]),
        ...neverRestart.map((unit) => `$nrconf{override_rc}->{qr(^${escapeRegex(unit)}$)} = 0;`),
        "",
        "1;",
        "",
    ].join("\n");
}

function escapeRegex(text: string): string {
    return text.replace(/[^A-Za-z0-9_]/g, "\\$&");
}
