// @ts-check
/** The plugin process: nothing is left outside, so that it runs wherever Node does. */
const provider = { name: "provider", source: "provider/start.ts", external: [] };

/**
 * The stack program. Pulumi's own packages stay outside: the SDK must be the one that runs the program, and the clouds'
 * are loaded when a stack names them.
 */
const program = { name: "program", source: "stacks/index.ts", external: ["@pulumi/*"] };

module.exports = { provider, program };
