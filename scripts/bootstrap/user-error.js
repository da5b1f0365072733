// @ts-check

/** Something that the person at the keyboard can mend; shown without a stack trace. Anything else is a bug of ours. */
class UserError extends Error {
    /** @param {string} message what happened and what to do */
    constructor(message) {
        super(message);
        this.name = "UserError";
    }
}

/**
 * What to print for anything that was thrown.
 * @param {unknown} error
 * @returns {string}
 */
function describeError(error) {
    if (error instanceof UserError) return error.message;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

module.exports = { UserError, describeError };
