// Plain JavaScript, started by Pulumi: registers tsx before the first line of TypeScript is loaded.
require("tsx/cjs");
module.exports = require("./index.ts").program;
