// @ts-check

/**
 * Major, minor and patch number of the first version in a text such as `v3.259.0`, `go1.26` or `24.0.0-rc.1`.
 * @param {string} text
 * @returns {readonly [number, number, number] | undefined}
 */
function parseVersion(text) {
    const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
    return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/**
 * True when the version in `text` is `minimum` or later. A text without a version is not.
 * @param {string} text
 * @param {string} minimum
 */
function isAtLeast(text, minimum) {
    const have = parseVersion(text);
    const need = parseVersion(minimum);
    if (need === undefined) throw new Error(`not a version: ${minimum}`);
    if (have === undefined) return false;
    for (const index of /** @type {const} */ ([0, 1, 2])) {
        if (have[index] !== need[index]) return have[index] > need[index];
    }
    return true;
}

module.exports = { parseVersion, isAtLeast };
