// Plain JavaScript, started by Pulumi: the program runs from a bundle, which is made anew when its sources change.
const { program } = require("../bundling/entries");
const { load } = require("../bundling/load");
// Pulumi's ts-node, which then compiles nothing, still maps every stack trace, and the SDK takes one for each promise: a
// tenth of this process's time with many hosts.
Error.prepareStackTrace = undefined;
module.exports = load(program).program;
