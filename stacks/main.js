// Plain JavaScript, started by Pulumi: registers tsx before the first line of TypeScript is loaded.
require("tsx/cjs");
// Pulumi's ts-node, which then compiles nothing, still maps every stack trace, and the SDK takes one for each promise: a
// tenth of this process's time with many hosts. Node itself maps those of tsx.
Error.prepareStackTrace = undefined;
module.exports = require("./index.ts").program;
