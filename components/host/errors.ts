/** One thing wrong with a setting, in the words its owner needs. */
export interface SettingsProblem {
    /** Path of the setting as written in the stack file, for example `hosts.chat-1.host.ssh.port`. */
    readonly path: string;
    /** What is wrong, with the value (never a secret's), and what is accepted. */
    readonly problem: string;
    /** The edit or command that fixes it. */
    readonly remedy: string;
}

/** `<path>: <problem>. <remedy>` on one line. */
export function formatProblem({ path, problem, remedy }: SettingsProblem): string {
    return `${path}: ${problem}. ${remedy}`;
}

/**
 * The user's settings are wrong; nothing has changed. Carries every problem found, not just the first.
 * Anything else that is thrown is a bug of ours and keeps its stack trace.
 */
export class SettingsError extends Error {
    public readonly problems: readonly SettingsProblem[];

    public constructor(problems: readonly SettingsProblem[]) {
        super(problems.map(formatProblem).join("\n"));
        this.name = "SettingsError";
        this.problems = problems;
    }
}

/** Quotes a value for an error message: short, one line, control characters made visible. */
export function quoteValue(value: unknown): string {
    const text = value === undefined ? "undefined" : JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
