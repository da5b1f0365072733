// Plain JavaScript, found by the engine: registers tsx, from beside this file, before the first line of TypeScript.
require("tsx/cjs");
require("./start.ts");
