/** Stack file that the messages name. */
export const file = "stacks/Pulumi.test.yaml";

/** Path of the host that every case changes. */
export const host = "hosts.chat-1";

/** A setting that is wrong, and what its owner is told. */
export interface Case {
    readonly what: string;
    /** Path of keys below `hosts`, and what to put there. */
    readonly at: readonly string[];
    readonly value: unknown;
    /** Path of the setting that is named. */
    readonly path: string;
    /** Part of the message that repeats what was given. */
    readonly given: string;
    /** Part of the message that says what is accepted. */
    readonly accepted: string;
    /** Part of the message that says what to do. */
    readonly remedy: string;
}

/** A wrong setting of the host. What is expected is told from it, unless it is said. */
export const inHost = (
    what: string,
    keys: string,
    value: unknown,
    expected: Partial<Case> & Pick<Case, "accepted">,
): Case => ({
    what,
    at: ["chat-1", ...keys.split(".")],
    value,
    path: `${host}.${keys}`,
    given: JSON.stringify(value),
    remedy: `Correct it in ${file}`,
    ...expected,
});
